import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { describeJournal } from './journal.ts';

const stream = Object.assign(new PassThrough(), { isTTY: false });
const row = (wallMs: number, state: string, text = '') => ({
  ...{ wallMs, fault: 'kill', state },
  texts: text === '' ? [] : [text],
});

test('oldest first, each so long after the first, whoever wrote it', () => {
  const rows = [
    row(1_900, 'verified', 'pid 7 answers'),
    row(1_000, 'planned'),
    row(1_250, 'active'),
  ];
  const guardian = { wallMs: 1_500, fault: '', state: 'guardian', texts: ['taking over'] };
  expect(describeJournal([...rows, guardian], stream).split('\n')).toEqual([
    'began 1970-01-01T00:00:01.000Z',
    '+0 ms      kill  planned',
    '+250 ms    kill  active',
    '+500 ms          guardian   taking over',
    '+900 ms    kill  verified   pid 7 answers',
  ]);
});

test('an empty journal says that nothing was armed', () => {
  expect(describeJournal([], stream)).toContain('Nothing was armed');
});

test('what a venue says cannot move the cursor or forge a line', () => {
  const text = describeJournal([row(1, 'verified', '\u001b[2Jgone\n+1 ms forged')], stream);
  expect(text).not.toContain('\u001b[2J');
  expect(text.split('\n')).toHaveLength(2);
});
