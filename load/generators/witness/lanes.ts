import type { Lane } from 'proofhouse/contract';
import type { Draw } from './draw.ts';

export function lanesOf(gateways: readonly string[], symbols: readonly string[]): Lane[] {
  return gateways.flatMap((gateway) =>
    symbols.flatMap((symbol) =>
      (['rest', 'match', 'cancel'] as const).map((kind) => ({ gateway, symbol, kind })),
    ),
  );
}

/** A seeded round of all lanes; repeating it gives every lane a constant interval. */
export function laneOrder(count: number, draw: Draw): number[] {
  const order = Array.from({ length: count }, (_, lane) => lane);
  for (let at = count - 1; at > 0; at--) {
    const other = draw(0, at);
    [order[at], order[other]] = [order[other] as number, order[at] as number];
  }
  return order;
}
