import type { PropertyPlugin } from '#market/evidence/property.ts';
import { examine } from './examine.ts';
import type { DrawnCase } from './shrink.ts';
import type { Subject } from './subject.ts';

/** How often a case broke a property, of so many tries. */
export interface Reproduction {
  readonly broken: number;
  readonly of: number;
}

/** A bug that shows once in ten times is missed by so many tries once in seventy. */
export const triesMax = 40;

/** What breaks so often in a row is taken to break every time. */
const repeatsMax = 12;

/** Tries one case again and again; ends early once it broke `enough` times. */
export async function reproduce(
  subject: Subject,
  properties: ReadonlyMap<string, PropertyPlugin>,
  drawn: DrawnCase,
  property: string,
  tries: number,
  enough: number = tries,
): Promise<Reproduction> {
  const only = new Set([property]);
  let broken = 0;
  let of = 0;
  while (of < tries && broken < enough) {
    const again = await examine(subject, properties, drawn, { only });
    of += 1;
    if (again.broken.some((one) => one.property === property)) broken += 1;
  }
  return { broken, of };
}

/** Whether a case that broke a property now holds: the engine answers by chance or by the clock. */
export async function isUnsteady(
  subject: Subject,
  properties: ReadonlyMap<string, PropertyPlugin>,
  drawn: DrawnCase,
  property: string,
): Promise<boolean> {
  for (let n = 0; n < repeatsMax; n += 1) {
    const { broken } = await reproduce(subject, properties, drawn, property, 1);
    if (broken === 0) return true;
  }
  return false;
}
