import * as fc from 'fast-check';
import type { StreamSource } from '#market/evidence/draw.ts';
import type { PropertyPlugin } from '#market/evidence/property.ts';
import { type DrawOptions, drawCase } from './draw-case.ts';
import { examine } from './examine.ts';
import { streamArbitrary } from './shrink.ts';
import type { Subject } from './subject.ts';

/** How many of the drawn cases broke each property; nothing is shrunk and nothing stops early. */
export async function survey(
  subject: Subject,
  properties: ReadonlyMap<string, PropertyPlugin>,
  sources: ReadonlyMap<string, StreamSource>,
  options: DrawOptions & {
    readonly seed: number;
    readonly runs: number;
    readonly timeMsMax: number;
  },
): Promise<Map<string, number>> {
  const endMs = performance.now() + options.timeMsMax;
  const arbitrary = streamArbitrary((random) => drawCase(random, subject.hello, sources, options));
  const counts = new Map<string, number>();
  for (const drawn of fc.sample(arbitrary, { seed: options.seed, numRuns: options.runs })) {
    if (performance.now() > endMs) break;
    const { broken } = await examine(subject, properties, drawn);
    for (const name of new Set(broken.map((one) => one.property))) {
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return counts;
}
