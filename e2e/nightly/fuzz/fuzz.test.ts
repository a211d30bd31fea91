import { expect, test } from 'vitest';
import { fuzz } from './fuzz.ts';
import { isCommand } from './recognise.ts';

test('hostile inputs neither crash nor hang the parser and the model, nor pass as commands', () => {
  const { inputs, accepted, findings } = fuzz({ count: 20_000, seed: 8421 });
  expect(findings).toEqual([]);
  expect(inputs).toBe(20_000);
  // A fuzzer that only hears refusals tries nothing but the parser.
  expect(accepted).toBeGreaterThan(10_000);
});

test('the second opinion refuses what is no command', () => {
  expect(isCommand({ op: 'cancel', id: '1' })).toBe(true);
  expect(isCommand({ op: 'cancel', id: '1', price: '1' })).toBe(false);
  expect(isCommand({ op: 'cancel' })).toBe(false);
  expect(isCommand({ op: 'new', id: '1', side: 'buy', quantity: '-0' })).toBe(false);
  expect(isCommand([])).toBe(false);
});
