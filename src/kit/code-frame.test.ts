import { expect, test } from 'vitest';
import { codeFrame, positionOf } from './code-frame.ts';

function spanOf(text: string, part: string) {
  const start = text.indexOf(part);
  return { start, end: start + part.length };
}

test('the line is shown with carets under the span and two lines before it', () => {
  const text = 'a: 1\nid: x\ntitle: x\nfalts: []\nlast: 1\n';
  expect(codeFrame(text, spanOf(text, 'falts'))).toBe(
    ['  2 | id: x', '  3 | title: x', '> 4 | falts: []', '    | ^^^^^'].join('\n'),
  );
  expect(positionOf(text, text.indexOf('[]'))).toEqual({ line: 4, column: 8 });
});

test('a span over several lines is marked on its first, an empty one gets one caret', () => {
  const text = 'list:\n  - a\n  - b\n';
  expect(codeFrame(text, { start: 0, end: 17 }).split('\n')).toEqual([
    '> 1 | list:',
    '    | ^^^^^',
  ]);
  expect(codeFrame('', { start: 0, end: 0 })).toBe('> 1 |\n    | ^');
});

test('the carets of a long line are on the screen, under what they mean', () => {
  const text = `${'x'.repeat(5_000)}HERE${'y'.repeat(5_000)}`;
  const [line, marks] = codeFrame(text, spanOf(text, 'HERE')).split('\n') as [string, string];
  expect(line.length).toBeLessThan(110);
  expect(line.slice(marks.indexOf('^'), marks.lastIndexOf('^') + 1)).toBe('HERE');
});

test('a file cannot write escape sequences to the terminal', () => {
  const text = 'id: "\u001b[2J\u202e"\r\n';
  const frame = codeFrame(text, spanOf(text, '"'));
  for (const character of ['\u001b', '\u202e', '\r']) expect(frame).not.toContain(character);
  expect(frame).toContain('id: "\uFFFD[2J\uFFFD"');
});
