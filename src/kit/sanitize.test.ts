import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printable } from './sanitize.ts';

test.each([
  ['plain text stays: £ ± 東京 👍', 'plain text stays: £ ± 東京 👍'],
  ['\u001b[31mred\u001b[0m', 'red'],
  ['\u009b31mred', 'red'],
  ['title\u001b]0;owned\u0007 set', 'title set'],
  ['link\u001b]8;;http://x\u001b\\here\u001b]8;;\u001b\\', 'linkhere'],
  ['device\u001bPq#0;2\u001b\\ control', 'device control'],
  ['reset\u001bc done', 'reset done'],
  ['forged\nPASS', 'forged PASS'],
  ['back\b\b\bspace\u0000', 'backspace'],
  ['right\u202eto left\u2066', 'rightto left'],
  ['half \ud800 a pair', 'half \ufffd a pair'],
  ['not \ufffe\uffff characters', 'not  characters'],
  ['unfinished \u001b', 'unfinished '],
])('%j prints as %j', (text, expected) => {
  expect(printable(text)).toBe(expected);
});

test('whatever it is given, the result is one line that XML 1.0 allows, and stable', () => {
  // XML 1.0, production 2 (Char), less the line breaks and tab that one line does not have.
  const allowed = /^[\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const result = printable(text);
      expect(result).toMatch(allowed);
      expect(printable(result)).toBe(result);
    }),
  );
});
