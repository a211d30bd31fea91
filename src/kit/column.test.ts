import { describe, expect, it } from 'vitest';
import { float32Column, float64Column, uint8Column, uint16Column, uint32Column } from './column.ts';

describe.each([
  ['float64', float64Column, 1e15 + 0.5],
  ['float32', float32Column, 1_234_567],
  ['uint32', uint32Column, 0xffff_ffff],
  ['uint16', uint16Column, 0xffff],
  ['uint8', uint8Column, 0xff],
] as const)('a column of %s', (_name, make, greatest) => {
  it('holds its greatest number anywhere, and 0 where nothing was written', () => {
    const column = make();
    for (const index of [0, 16_383, 16_384, 5_000_000]) column.set(index, greatest);
    for (const index of [0, 16_383, 16_384, 5_000_000]) expect(column.get(index)).toBe(greatest);
    for (const index of [1, 16_385, 4_999_999, 70_000_000, -1]) expect(column.get(index)).toBe(0);
  });
});
