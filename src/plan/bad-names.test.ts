import { test } from 'vitest';
import { type Bad, expectFrame } from './spoil.testing.ts';

const cases: Bad[] = [
  {
    name: 'an unknown venue',
    instead: ['name: reference', 'name: referense'],
    at: 'referense',
    says: 'there is no venue "referense"',
    hints: ['did you mean "reference"?'],
  },
  {
    name: 'an unknown runtime',
    instead: ['runtime: process', 'runtime: proces'],
    at: 'proces\n',
    says: 'there is no runtime "proces"',
    hints: ['did you mean "process"?'],
  },
  {
    name: 'an unknown generator',
    instead: ['generator: burst', 'generator: brust'],
    at: 'brust',
    says: 'there is no generator "brust"',
    hints: ['did you mean "burst"?'],
  },
  {
    name: 'an unknown fault kind',
    instead: ['kind: process-kill', 'kind: proces-kill'],
    at: 'proces-kill',
    says: 'there is no fault "proces-kill"',
    hints: ['did you mean "process-kill"?'],
  },
  {
    name: 'an unknown check',
    instead: ['tags: [gate]', 'checks: [read-agree]'],
    at: 'read-agree',
    says: 'there is no check "read-agree"',
    hints: ['did you mean "reads-agree"?'],
  },
  {
    name: 'an unknown option of the venue',
    instead: ['replication: sync', 'replicaton: sync'],
    at: 'replicaton',
    says: 'unknown key "replicaton"',
    hints: ['did you mean "replication"?', 'expected one of name, replication'],
  },
  {
    name: 'a value that the venue does not know',
    instead: ['replication: sync', 'replication: synch'],
    at: 'synch',
    says: '"synch" does not fit here',
    hints: ['expected one of sync, async', 'did you mean "sync"?'],
  },
  {
    name: 'an unknown option of a fault',
    instead: ['kind: process-kill', 'kind: process-kill, everyNth: 3'],
    at: 'everyNth',
    says: 'unknown key "everyNth"',
    hints: ['expected one of id, kind, target'],
  },
  {
    name: 'a way to heal that the fault does not have',
    instead: ['ttl: 20s', 'ttl: 20s, heal: restrat'],
    at: 'restrat',
    says: 'there is no way to heal "restrat"',
    hints: ['did you mean "restart"?'],
  },
  {
    name: 'a role that the venue does not have',
    instead: ['role: engine', 'role: engines'],
    at: 'engines',
    says: 'there is no service role "engines"',
    hints: ['did you mean "engine"?'],
  },
  {
    name: 'a service that the venue does not have',
    instead: ['pick: leader', 'name: engine-c'],
    at: 'engine-c',
    says: 'there is no engine "engine-c"',
    hints: ['expected one of engine-a, engine-b'],
  },
  {
    name: 'a stop condition on a check that only speaks at the end',
    instead: ['tags: [gate]', 'stopWhen: [{check: reads-agree}]'],
    at: 'reads-agree',
    says: 'reads-agree can only say something after the end of a run',
    hints: ['expected'],
  },
];

test.each(cases)('names and options of plugins: $name', expectFrame);
