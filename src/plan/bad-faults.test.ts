import { test } from 'vitest';
import { type Bad, expectFrame, good } from './spoil.testing.ts';

const killAt = 'at: fault+500ms, ttl: 20s}';
const second = (more: string) => `${killAt}\n  - {id: two, kind: process-kill, ${more}}`;
const onEngine = 'target: {role: engine, pick: leader}';

const cases: Bad[] = [
  {
    name: 'a burst of clients where there are none',
    instead: [
      / {2}- {id: burst[^\n]*\nfaults:\n[^\n]*/.exec(good)?.[0] ?? '',
      'faults:\n  - {id: rush, kind: client-burst, at: fault+500ms, ttl: 20s}',
    ],
    at: 'client-burst',
    says: 'client-burst needs a load besides the witness',
    hints: ['add e.g. {id: clients, generator: burst'],
  },
  {
    name: 'a fault that needs a target and has none',
    instead: [`${onEngine}, `, ''],
    at: 'id: kill',
    says: 'process-kill needs a target',
    hints: ['expected e.g. {role: engine, pick: leader}'],
  },
  {
    name: 'a target where the fault hits everything',
    instead: ['kind: process-kill', 'kind: process-kill-all'],
    at: 'target',
    says: 'process-kill-all takes no target: it hits every service',
    hints: ['remove it'],
  },
  {
    name: "a fault beyond the venue's promise that is expected to be survived",
    instead: [`process-kill, ${onEngine}`, 'process-kill-all'],
    at: 'process-kill-all',
    says: 'process-kill-all takes away more than any venue promises to survive',
    hints: ['write expect: halt-safely'],
  },
  {
    name: 'a step at which nobody can kill itself',
    instead: ['kind: process-kill', 'kind: process-crash-at, step: sinked'],
    at: 'sinked',
    says: 'there is no step "sinked"',
    hints: ['did you mean "synced"?'],
  },
  {
    name: 'a torn log of a role that keeps none',
    instead: [`process-kill, ${onEngine}`, 'log-torn, target: {role: gateway, pick: any}'],
    at: 'log-torn',
    says: 'log-torn needs "wal", which the venue reference does not have',
    hints: ['say in its topology which file the log of gateway is'],
  },
  {
    name: 'a moment that is none',
    instead: ['at: fault+500ms', 'at: soon'],
    at: 'soon',
    says: 'a fault cannot be placed in "soon"',
    hints: ['expected one of fault, recovery'],
  },
  {
    name: 'a fault in the baseline, which is judged before any fault',
    instead: ['at: fault+500ms', 'at: baseline+1s'],
    at: 'baseline+1s',
    says: 'a fault cannot be placed in "baseline"',
    hints: ['expected one of fault, recovery'],
  },
  {
    name: 'a moment whose offset has no unit',
    instead: ['at: fault+500ms', 'at: fault+500'],
    at: 'fault+500',
    says: 'the offset "500" is no duration',
    hints: ['expected a duration such as 500ms'],
  },
  {
    name: 'an event that faults do not have',
    instead: [killAt, second(`${onEngine}, at: kill.heal+1s, until: two.effect+1s`)],
    at: 'kill.heal+1s',
    says: 'a fault has no event "heal"',
    hints: ['did you mean "healed"?'],
  },
  {
    name: 'a state that venues do not have',
    instead: ['at: fault+500ms', 'at: when promotin'],
    at: 'when promotin',
    says: '"promotin" is no state of a venue',
    hints: ['did you mean "promoting"?'],
  },
  {
    name: 'a moment of a fault that does not exist',
    instead: [killAt, second(`${onEngine}, at: kil.healed+1s, until: two.effect+1s`)],
    at: 'kil.healed',
    says: 'there is no fault "kil"',
    hints: ['did you mean "kill"?'],
  },
  {
    name: 'faults that wait for each other',
    instead: [
      killAt,
      `at: two.effect, ttl: 20s}\n  - {id: two, kind: process-kill, ${onEngine}, at: kill.healed, until: two.effect+1s}`,
    ],
    at: 'two.effect, ttl',
    says: 'these faults wait for each other: kill.effect after two.effect after kill.healed',
    hints: ['anchor one of them to a phase'],
  },
  {
    name: 'a fault after the end of its phase',
    instead: ['at: fault+500ms', 'at: fault+2s'],
    at: 'fault+2s',
    says: 'the fault phase is over after 2000 ms',
    hints: ['lengthen phases.fault'],
  },
  {
    name: 'a fault after the fault phase that nothing heals',
    instead: [killAt, second(`${onEngine}, at: kill.healed+100ms`)],
    at: 'kill.healed+100ms',
    says: 'two begins after the fault phase, whose end would heal it',
    hints: ['expected until, e.g. until: two.effect+2s'],
  },
  {
    name: 'a heal before its fault',
    instead: ['at: fault+500ms', 'at: fault+500ms, until: fault+400ms'],
    at: 'fault+400ms',
    says: 'kill would heal at 400 ms and begin at 500 ms',
    hints: ['expected until to come after at'],
  },
  {
    name: 'a ttl that ends before the heal',
    instead: ['ttl: 20s', 'ttl: 1s'],
    at: '1s}\nobjectives',
    says: 'the ttl of 1000 ms ends before the heal, 1500 ms after the command',
    hints: ['expected at least 2500ms'],
  },
  {
    name: 'two faults with one id',
    instead: [killAt, second(`${onEngine}, at: fault+1s`).replace('id: two', 'id: kill')],
    at: 'kill, kind: process-kill, target: {role: engine, pick: leader}, at: fault+1s',
    says: 'the id "kill" is there twice',
    hints: ['expected another id'],
  },
];

test.each(cases)('faults: $name', expectFrame);
