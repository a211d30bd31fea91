import { expect, test } from 'vitest';
import { createDraw, type Draw } from '../hostile-commands.ts';
import {
  addQuantity,
  createLadder,
  leafFor,
  levelAbove,
  levelBelow,
  levelIn,
  putLevel,
  quantityThrough,
  removeLevel,
} from './ladder.ts';

/** Levels are their index in `prices`; the ladder is compared with a sorted array. */
function churn(draw: Draw, drawPrice: () => number, rounds: number): void {
  const ladder = createLadder();
  const prices: number[] = [];
  const totals = new Float64Array(rounds);
  const present = new Map<number, number>();
  for (let n = 0; n < rounds; n++) {
    const price = drawPrice();
    const leaf = leafFor(ladder, price);
    const level = levelIn(ladder, leaf, price);
    expect(level).toBe(present.get(price) ?? -1);
    if (level === -1) {
      putLevel(ladder, leaf, price, n);
      present.set(price, n);
      totals[n] = 1 + draw(9);
      addQuantity(ladder, leaf, totals[n]!);
    } else if (draw(2) === 0) {
      addQuantity(ladder, leaf, -totals[level]!);
      removeLevel(ladder, leaf, price);
      present.delete(price);
    }
    prices.splice(0, prices.length, ...[...present.keys()].sort((a, b) => a - b));
    compare();
  }

  function compare(): void {
    const probe = prices.length === 0 ? -1 : draw(prices.length);
    if (probe === -1) return;
    const price = prices[probe]!;
    const leaf = leafFor(ladder, price);
    expect(levelAbove(ladder, leaf, price)).toBe(present.get(prices[probe + 1]!) ?? -1);
    expect(levelBelow(ladder, leaf, price)).toBe(present.get(prices[probe - 1]!) ?? -1);
    const sum = (among: number[]) =>
      among.reduce((total, each) => total + totals[present.get(each)!]!, 0);
    const edge = price + draw(3) - 1;
    const below = prices.filter((each) => each <= edge);
    const above = prices.filter((each) => each >= edge);
    expect(quantityThrough(ladder, edge, true, totals)).toBe(sum(below));
    expect(quantityThrough(ladder, edge, false, totals)).toBe(sum(above));
  }
}

test('finds, sums and loses levels like a sorted array, on few prices', () => {
  const draw = createDraw(1);
  churn(draw, () => 95 + draw(40), 600);
});

test('finds, sums and loses levels like a sorted array, on every scale of prices', () => {
  const draw = createDraw(2);
  churn(draw, () => 1 + draw(2 ** (1 + draw(31))), 600);
  churn(draw, () => Math.floor((draw(2 ** 20) / 2 ** 20) * Number.MAX_SAFE_INTEGER), 600);
});

test('gives every node back when its last level goes', () => {
  const ladder = createLadder();
  for (let price = 1; price < 100_000; price += 7) {
    const leaf = leafFor(ladder, price);
    putLevel(ladder, leaf, price, price);
    removeLevel(ladder, leaf, price);
  }
  expect(ladder.used).toBeLessThan(10);
  expect(ladder.mask[ladder.root]).toBe(0);
});
