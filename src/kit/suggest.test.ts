import { expect, test } from 'vitest';
import { suggest } from './suggest.ts';

const known = ['faults', 'title', 'phases', 'process-kill', 'process-kill-all', 'process-pause'];

test.each([
  ['falts', 'faults'],
  ['tilte', 'title'],
  ['Phases', 'phases'],
  ['process-kil', 'process-kill'],
  ['proces-pause', 'process-pause'],
  ['title-', 'title'],
  ['weather', undefined],
  ['x', undefined],
  ['', undefined],
])('for %j it suggests %j', (word, expected) => {
  expect(suggest(word, known)).toBe(expected);
});

test('a word that exactly one name continues is completed', () => {
  expect(suggest('leader', ['leader-killed', 'power-loss'])).toBe('leader-killed');
  expect(suggest('leader', ['leader-killed', 'leader-paused'])).toBe(undefined);
});
