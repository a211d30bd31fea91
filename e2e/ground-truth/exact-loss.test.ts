import { expect, test } from 'vitest';
import { tryOutage } from './outage.ts';

test.each([0, 1, 17])(
  'of %i dropped acknowledgements each is found, by id',
  async (drop) => {
    const told = await tryOutage(100 + drop, drop);
    expect(told.droppedIds).toHaveLength(drop);
    expect(told.lostOrders, told.reasons.join('; ')).toBe(drop);
    expect(told.lostIds).toHaveLength(drop);
    // The stub knows client order ids (`…-0-412`), the report names operations (`witness-412`).
    const operations = (ids: readonly string[]) =>
      ids.map((id) => Number(id.split('-').at(-1))).sort();
    expect(operations(told.lostIds)).toEqual(operations(told.droppedIds));
    expect(told.verdict).toBe(drop === 0 ? 'PASS' : 'VIOLATION');
  },
  60_000,
);
