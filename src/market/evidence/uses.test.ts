import { expect, test } from 'vitest';
import { parseShortHand } from './short-hand.ts';
import { usedBy } from './uses.ts';

test.each([
  ['', []],
  ['cancel #1', []],
  ['buy 1@10 #1', ['limit']],
  ['buy 1@10 #1 tif=fok postOnly=true', ['fok', 'limit', 'post-only']],
  ['sell 1 #1 type=trailing-stop trail=2', ['trailing-stop']],
  ['buy 1@10 #1 symbol=X\nbuy 1@10 #2 symbol=Y', ['limit', 'symbols']],
  ['halt symbol=X\nresume symbol=X', ['halt']],
])('%s', (stream, used) => {
  const commands = parseShortHand(stream).map(([command]) => command);
  expect([...usedBy(commands)].sort()).toEqual(used);
});
