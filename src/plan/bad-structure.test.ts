import { expect, test } from 'vitest';
import { type Bad, expectFrame, good, planText } from './spoil.testing.ts';

const cases: Bad[] = [
  {
    name: 'an unknown key',
    instead: ['faults:', 'falts:'],
    at: 'falts',
    says: 'unknown key "falts"',
    hints: ['did you mean "faults"?', 'expected one of id, title'],
  },
  {
    name: 'an unknown key deeper down',
    instead: ['hold: 1s', 'holds: 1s'],
    at: 'holds',
    says: 'unknown key "holds"',
    hints: ['did you mean "hold"?', 'expected one of max, hold'],
  },
  {
    name: 'a key that is missing',
    instead: ['seed: 8421\n', ''],
    at: 'id: good',
    says: '"seed" is missing',
    hints: ['expected a whole number from 0 to 4294967295'],
  },
  {
    name: 'a duration without its unit',
    instead: ['baseline: 2s', 'baseline: 2'],
    at: '2\n  fault',
    says: '2 does not fit here',
    hints: ['expected a duration such as 500ms', 'did you mean 2s?'],
  },
  {
    name: 'a unit that is spelled differently here',
    instead: ['baseline: 2s', 'baseline: 2 seconds'],
    at: '2 seconds',
    says: '"2 seconds" does not fit here',
    hints: ['did you mean 2s?'],
  },
  {
    name: 'a share as a ratio',
    instead: ['ratio: 99%', 'ratio: 0.99'],
    at: '0.99',
    says: '0.99 does not fit here',
    hints: ['expected a share such as 95%', 'did you mean 99%?'],
  },
  {
    name: "a rate in a plugin's option, without its unit",
    instead: ['rate: 200/s', 'rate: 200rps'],
    at: '200rps',
    says: '"200rps" does not fit here',
    hints: ['expected a rate such as 200/s', 'did you mean 200/s?'],
  },
  {
    name: 'a seed out of range',
    instead: ['seed: 8421', 'seed: 4294967296'],
    at: '4294967296',
    says: '4294967296 does not fit here',
    hints: ['expected a whole number from 0 to 4294967295'],
  },
  {
    name: 'an unknown expectation',
    instead: ['expect: survive', 'expect: surwive'],
    at: 'surwive',
    says: '"surwive" does not fit here',
    hints: ['expected one of survive, degrade, halt-safely, reject', 'did you mean "survive"?'],
  },
  {
    name: 'a part of the language that is not built',
    instead: ['tags: [gate]', 'matrix: {runtime: [process, docker]}'],
    at: 'matrix',
    says: '"matrix" is not yet built',
    hints: ['remove it until then'],
  },
  {
    name: 'an id that is no id',
    instead: ['id: good', 'id: Good One'],
    at: 'Good One',
    says: '"Good One" does not fit here',
    hints: ['expected a name of small letters, digits and dashes'],
  },
  {
    name: 'a horizon that is not built',
    instead: ['horizon: acked', 'horizon: settled'],
    at: 'settled',
    says: '"settled" does not fit here',
    hints: ['expected acked'],
  },
  {
    name: 'a criterion that YAML reads as another number',
    instead: ['[9.4]', '[1.10]'],
    at: '1.10',
    says: '1.10 is read as the number 1.1',
    hints: ['write "1.10" in quotes'],
  },
  {
    name: 'a list that is none',
    instead: ['tags: [gate]', 'checks: reads-agree'],
    at: 'reads-agree',
    says: '"reads-agree" does not fit here',
    hints: ['expected a list'],
  },
  {
    name: 'a key that is there twice',
    instead: ['tags: [gate]', 'title: again'],
    at: 'title: again',
    says: 'the key "title" is there twice',
    hints: ['keep one'],
  },
  {
    name: 'an alias',
    instead: ['baseline: 2s\n  fault: 2s', 'baseline: &two 2s\n  fault: *two'],
    at: '*two',
    says: 'an alias',
    hints: ['expected the value itself'],
  },
  {
    name: 'text that is no YAML',
    instead: ['tags: [gate]', 'tags: [gate'],
    at: 'venue: {name',
    says: 'not YAML',
    hints: ['expected one YAML document'],
  },
  {
    name: 'a tag that would make something else of a value',
    instead: ['seed: 8421', 'seed: !!js/function 8421'],
    at: '!!js/function',
    says: 'not YAML: Unresolved tag',
    hints: [],
  },
];

test.each(cases)('structure: $name', expectFrame);

test('the good scenario is good', async () => {
  expect(await planText(good)).toBe('');
});

test('all problems of a file come at once, in its order, each with its frame', async () => {
  const text = good
    .replace('tags: [gate]', 'tgas: [gate]')
    .replace('baseline: 2s', 'baseline: 2')
    .replace('generator: burst', 'generator: brust')
    .replace('maxOrders: 0', 'maxOrders: none');
  const message = await planText(text);
  const heads = message.split('\n').filter((row) => /scenario\.yaml:\d+:\d+: /.test(row));
  expect(heads.map((row) => row.replace(/^.*yaml:\d+:\d+: /, ''))).toEqual([
    'unknown key "tgas"',
    '2 does not fit here',
    'there is no generator "brust"',
    '"none" does not fit here',
  ]);
});

test('the frame as a reader sees it', async () => {
  const message = await planText(good.replace('faults:', 'falts:').replace('hold: 1s', 'hold: 1'));
  expect(message.replace(/^.*scenario\.yaml/gm, 'scenario.yaml')).toBe(
    `scenario.yaml:13:30: 1 does not fit here
  11 |   baseline: 2s
  12 |   fault: 2s
> 13 |   recovery: {max: 12s, hold: 1}
     |                              ^
  expected a duration such as 500ms, 2s, 1.5s, 5m or 1h
  did you mean 1s?

scenario.yaml:18:1: unknown key "falts"
  16 |   - {id: witness, generator: witness, rate: 200/s}
  17 |   - {id: burst, generator: burst, begins: fault}
> 18 | falts:
     | ^^^^^
  expected one of id, title, description, requirements, tags, runtime, seed, expect, phases, limits, \
venue, load, faults, checks, stopWhen, mayFail, bystanders, objectives
  did you mean "faults"?`,
  );
});
