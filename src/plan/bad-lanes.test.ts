import { expect, test } from 'vitest';
import { type Bad, expectFrame, good, planText } from './spoil.testing.ts';

const degrade = 'expect: degrade\nmayFail: [{gateways: [gateway-a]}]';
const bystander =
  '  - {id: other, gateways: [gateway-b], p99: {max: 200% of baseline, floor: 50ms}}';

const cases: Bad[] = [
  {
    name: 'degrade without saying what may fail',
    instead: ['expect: survive', 'expect: degrade'],
    at: 'degrade',
    says: 'expect: degrade must say which lanes may fail',
    hints: ['mayFail: [{gateways: [gateway-a]}]'],
  },
  {
    name: 'lanes that may fail although the venue must survive',
    instead: ['expect: survive', 'mayFail: [{gateways: [gateway-a]}]'],
    at: 'mayFail',
    says: 'under expect: survive no lane may fail',
    hints: ['write expect: degrade'],
  },
  {
    name: 'every lane may fail',
    instead: ['expect: survive', 'expect: degrade\nmayFail: [{symbols: [X]}, {symbols: [Y]}]'],
    at: 'mayFail',
    says: 'every lane may fail: nothing is left that must hold',
    hints: ['expect: halt-safely'],
  },
  {
    name: 'a gateway that the venue does not have',
    instead: ['expect: survive', 'expect: degrade\nmayFail: [{gateways: [gateway-c]}]'],
    at: 'gateway-c',
    says: 'there is no gateway "gateway-c"',
    hints: ['did you mean "gateway-a"?'],
  },
  {
    name: 'a fault that nobody can refuse',
    instead: ['expect: survive', 'expect: reject'],
    at: 'process-kill',
    says: 'process-kill is nothing that a venue can refuse',
    hints: ['expect: reject cannot come true'],
  },
  {
    name: 'a bystander on too few samples',
    instead: [
      'objectives:',
      `bystanders:\n${bystander.replace('p99', 'symbols: [X], kinds: [rest], p99')}\nobjectives:`,
    ],
    at: 'p99',
    says: 'baseline gives 33 samples of these lanes; a p99 takes 100',
    hints: ['make baseline at least 6000ms long, or name more lanes'],
  },
  {
    name: 'two bystanders of one name',
    instead: ['objectives:', `bystanders:\n${bystander}\n${bystander}\nobjectives:`],
    at: 'other, gateways: [gateway-b], p99: {max: 200% of baseline, floor: 50ms}}\nobjectives',
    says: 'the id "other" is there twice',
    hints: ['expected another id'],
  },
  {
    name: 'a limit below the baseline',
    instead: ['objectives:', `bystanders:\n${bystander.replace('200', '50')}\nobjectives:`],
    at: '50% of baseline',
    says: '"50% of baseline" does not fit here',
    hints: ['a multiple of the baseline, from 100%, such as 200% of baseline'],
  },
  {
    name: 'a limit that is no multiple of the baseline',
    instead: [
      'objectives:',
      `bystanders:\n${bystander.replace('200% of baseline', '50ms')}\nobjectives:`,
    ],
    at: '50ms, floor',
    says: '"50ms" does not fit here',
    hints: ['such as 200% of baseline'],
  },
];

test.each(cases)('lanes: $name', expectFrame);

test('degrade with lanes and a bystander is planned', async () => {
  const text = good
    .replace('expect: survive', degrade)
    .replace('objectives:', `bystanders:\n${bystander}\nobjectives:`);
  expect(await planText(text)).toBe('');
});

test('bystanders without faults are refused', async () => {
  const text = good
    .replace(/faults:\n.*\n/, `bystanders:\n${bystander}\n`)
    .replace('expect: survive\n', '');
  expect(await planText(text)).toContain('there are no faults to be spared by');
});
