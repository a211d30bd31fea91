import { expect, test } from 'vitest';
import { readSource } from './source.ts';

const alphabet = 'abcdefghijklmnopqrstuvwxyz';
const laughs = Array.from(alphabet, (letter, index) => {
  const before = alphabet[index - 1];
  return `${letter}: &${letter} [${before ? Array(10).fill(`*${before}`).join(', ') : 'ha'}]`;
}).join('\n');

test.each([
  ['flow sequences without end', '['.repeat(250_000), 'nested more than 32 levels deep'],
  ['block sequences on one line', '- '.repeat(120_000), 'nested more than 32 levels deep'],
  ['maps in maps', '{a: '.repeat(60_000), 'nested more than 32 levels deep'],
  ['aliases of aliases', laughs, 'an alias'],
  ['an alias of itself', 'a: &a [*a]', 'an alias'],
  ['a merge key', 'a: &x {b: 1}\nc:\n  <<: *x\n', 'an alias'],
  ['too many bytes', `# ${'x'.repeat(300_000)}`, 'the file has 300002 bytes'],
  ['two documents', 'a: 1\n---\nb: 2\n', 'not YAML: Source contains multiple documents'],
  ['a tab as indentation', 'a:\n\tb: 1\n', 'not YAML: Tabs are not allowed'],
])('%s: refused with a place', (_name, text, says) => {
  const source = readSource('hostile.yaml', text);
  expect(source.problems).toHaveLength(1);
  expect(source.problems[0]?.message).toContain(says);
  expect(source.value).toBe(undefined);
});

test('thirty thousand keys are read, and a second of one is found', () => {
  const keys = Array.from({ length: 25_000 }, (_, index) => `k${index}: 1`).join('\n');
  expect(readSource('keys.yaml', keys).problems).toEqual([]);
  const twice = readSource('keys.yaml', `${keys}\nk7: 2\n`);
  expect(twice.problems[0]?.message).toBe('the key "k7" is there twice');
});

test('a key that is a prototype of objects is a key like others', () => {
  const { value } = readSource('x.yaml', '__proto__: {polluted: 1}\n');
  expect(Object.keys(value as object)).toEqual(['__proto__']);
  expect(({} as { polluted?: number }).polluted).toBe(undefined);
});

test('places are those of keys and values, or of the nearest thing above them', () => {
  const text = 'a:\n  - {b: one}\n  - two\nc: 1.10\n';
  const source = readSource('x.yaml', text);
  const marked = (path: (string | number)[], about: 'key' | 'value') => {
    const { span } = source.locate(path, about);
    return text.slice(span.start, span.end);
  };
  expect(marked(['a', 0, 'b'], 'value')).toBe('one');
  expect(marked(['a', 0, 'b'], 'key')).toBe('b');
  expect(marked(['a', 1], 'value')).toBe('two');
  expect(marked(['a', 0, 'missing'], 'value')).toBe('b');
  expect(marked(['missing'], 'value')).toBe('a');
  expect(marked(['c', 'deeper'], 'value')).toBe('c');
  expect(source.written(['c'])).toBe('1.10');
});
