import { type Intent, referencePrice, type Side, type Told } from 'proofhouse/contract';

type NewIntent = Extract<Intent, { kind: 'new' }>;

/** Ticks from the reference: where the witness's orders trade, and where they never do. */
export const near = { from: 3, to: 6 } as const;
export const deep = { from: 20, to: 24 } as const;

/** Lots believed to rest near the reference, a side; corrected by what is told. */
export interface Liquidity {
  of(side: Side): number;
  /** The side with less. */
  needy(): Side;
  added(order: NewIntent): void;
  /** An order that should have traded was told accepted. */
  taken(order: NewIntent, told: Told): void;
}

export function trackLiquidity(): Liquidity {
  const lots = { buy: 0, sell: 0 };
  return {
    of: (side) => lots[side],
    needy: () => (lots.buy <= lots.sell ? 'buy' : 'sell'),
    added(order) {
      lots[order.side] += order.quantity;
    },
    taken(order, { quantity, fills }) {
      const hit = otherSide(order.side);
      const own = fills?.filter(([price]) => Math.abs(price - referencePrice) >= near.from);
      const taken = own?.reduce((sum, [, part]) => sum + part, 0) ?? quantity ?? order.quantity;
      // Nothing traded: whatever was believed to rest there is not there.
      lots[hit] = quantity === 0 ? 0 : Math.max(0, lots[hit] - taken);
    },
  };
}

/** The price so many ticks from the reference on which an order of that side rests. */
export function outside(side: Side, ticks: number): number {
  return side === 'buy' ? referencePrice - ticks : referencePrice + ticks;
}

export function otherSide(side: Side): Side {
  return side === 'buy' ? 'sell' : 'buy';
}

export function isDeep(order: NewIntent): boolean {
  return Math.abs(order.price - referencePrice) >= deep.from;
}
