import type { TimelineReport } from 'proofhouse/contract';

export interface TimelineShape {
  readonly loadFromMs: number;
  readonly loadToMs: number;
  readonly endMs: number;
  /** Nothing is accepted in here; operations sent in its first part stay indeterminate. */
  readonly outage: readonly [number, number] | null;
  readonly leaders: TimelineReport['leaders'];
  readonly burst: readonly [number, number] | null;
}

const binMs = 100;
const gateways = ['gateway-a', 'gateway-b'];
const symbols = ['X', 'Y'];
const kinds = ['rest', 'match', 'cancel'];
export const exampleLanes = gateways.flatMap((gateway) =>
  symbols.flatMap((symbol) => kinds.map((kind) => `${gateway} ${symbol} ${kind}`)),
);

/** A timeline as a judge would bin it; deterministic, so that a page looks the same every time. */
export function exampleTimeline(shape: TimelineShape): TimelineReport {
  const random = scatter(8421);
  const bins = Array.from({ length: Math.ceil(shape.endMs / binMs) }, (_, index) => index * binMs);
  const loaded = (ms: number) => ms >= shape.loadFromMs && ms < shape.loadToMs;
  const inside = (ms: number, range: readonly [number, number] | null) =>
    range !== null && ms >= range[0] && ms < range[1];
  const rate = (ms: number) => (inside(ms, shape.burst) ? 100 : 28);
  const after = (ms: number) =>
    shape.outage !== null && ms >= shape.outage[1] && ms < shape.outage[1] + 400 ? 9 : 1;
  const served = (ms: number) => loaded(ms) && !inside(ms, shape.outage);
  const sketch = (scale: number) =>
    bins.map((ms) =>
      served(ms) ? round(scale * after(ms) * (1 + random() * 0.8) * (rate(ms) / 60 + 0.6)) : null,
    );
  return {
    binMs,
    accepted: bins.map((ms) => (served(ms) ? Math.round(rate(ms) * (0.95 + random() * 0.1)) : 0)),
    rejected: bins.map((ms) => (served(ms) && random() > 0.9 ? 1 : 0)),
    indeterminate: bins.map((ms) =>
      loaded(ms) && inside(ms, shape.outage) ? Math.round(random() * 6) : 0,
    ),
    p50Ms: sketch(1.9),
    p99Ms: sketch(6.2),
    lagMs: bins.map((ms) => (loaded(ms) ? round(0.2 + random() * 0.9) : null)),
    leaders: shape.leaders,
    lanes: exampleLanes.map((lane) => ({
      lane,
      outages:
        shape.outage === null
          ? []
          : [[shape.outage[0] * 1000, Math.round((shape.outage[1] + random() * 50) * 1000)]],
    })) as TimelineReport['lanes'],
  };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** Park and Miller's generator: enough scatter for a picture. */
function scatter(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
