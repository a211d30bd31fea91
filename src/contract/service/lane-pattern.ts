import type { Lane } from '../history.ts';
import type { LanePattern } from '../plan.ts';

/** True if the lane goes through what the pattern names; an absent list stands for all. */
export function matchesLane(pattern: LanePattern, { gateway, symbol, kind }: Lane): boolean {
  return (
    (pattern.gateways?.includes(gateway) ?? true) &&
    (pattern.symbols?.includes(symbol) ?? true) &&
    (pattern.kinds?.includes(kind) ?? true)
  );
}
