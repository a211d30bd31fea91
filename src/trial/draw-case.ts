import type * as fc from 'fast-check';
import { drawableCapabilities, type StreamSource } from '#market/evidence/draw.ts';
import type { Capability, Hello } from '#market/stream/schema.ts';
import type { DrawnCase } from './shrink.ts';

export interface DrawOptions {
  /** Only these capabilities are drawn from; all that the engine offers when absent. */
  readonly features?: readonly string[];
  /** The most commands of an ordinary stream. */
  readonly lengthMax?: number;
  /** Whether the few very long streams are drawn too. */
  readonly long?: boolean;
}

/**
 * One case: a source by weight, a subset of the features (swarm testing: a feature that is always
 * on hides the bugs that need it off), a length that is as often 10 as it is 100.
 */
export function drawCase(
  random: fc.Random,
  hello: Hello,
  sources: ReadonlyMap<string, StreamSource>,
  options: DrawOptions,
): DrawnCase {
  const choices = { below: (limit: number) => (limit <= 1 ? 0 : random.nextInt(0, limit - 1)) };
  const offered = drawableCapabilities(hello).filter(
    (one) => options.features === undefined || options.features.includes(one),
  );
  const [origin, source] = pickSource(sources, offered, options.long ?? false, choices.below);
  const features = swarm(offered, source.needs, choices.below);
  const length = drawLength(options.lengthMax ?? 256, random);
  const commands = source.draw({ choices, features, length, hello });
  return { commands, salt: random.nextInt(1, 0x7fffffff), origin, features: [...features] };
}

/** Uniform in the logarithm: half of the streams are shorter than the square root of the most. */
function drawLength(lengthMax: number, random: fc.Random): number {
  const exponent = (random.nextInt(0, 1_000_000) / 1_000_000) * Math.log2(lengthMax);
  return Math.max(1, Math.round(2 ** exponent));
}

function pickSource(
  sources: ReadonlyMap<string, StreamSource>,
  offered: readonly Capability[],
  long: boolean,
  below: (limit: number) => number,
): [string, StreamSource] {
  const usable = [...sources].filter(
    ([, source]) => source.needs.every((need) => offered.includes(need)) && (long || !source.long),
  );
  const total = usable.reduce((sum, [, source]) => sum + source.weight, 0);
  let at = below(total);
  for (const entry of usable) {
    at -= entry[1].weight;
    if (at < 0) return entry;
  }
  return usable[0] as [string, StreamSource];
}

function swarm(
  offered: readonly Capability[],
  needs: readonly Capability[],
  below: (limit: number) => number,
): ReadonlySet<Capability> {
  // Now and then everything at once, now and then almost nothing.
  const outOfEight = 1 + below(8);
  const kept = offered.filter((one) => one === 'limit' || below(8) < outOfEight);
  return new Set([...kept, ...needs]);
}
