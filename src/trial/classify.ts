import {
  type ConventionName,
  completeConventions,
  flippedConventions,
} from '#market/conventions.ts';
import type { StreamSource } from '#market/evidence/draw.ts';
import type { PropertyPlugin } from '#market/evidence/property.ts';
import { examine } from './examine.ts';
import type { Subject } from './subject.ts';
import { type Finding, runTrial, type TrialOptions } from './trial.ts';

/** One entry of the closed list that explains what was found. */
export interface Explanation {
  readonly name: ConventionName;
  readonly value: string | boolean;
  /** Streams that found nothing once the entry was flipped. */
  readonly confirmedBy: number;
}

/** The same engine, judged as if it had declared other conventions. */
function redeclared(subject: Subject, name: ConventionName, value: string | boolean): Subject {
  const conventions = { ...subject.hello.conventions, [name]: value };
  return { ...subject, hello: { ...subject.hello, conventions } };
}

/**
 * Tries every single flip of the conventions. It explains the engine only if it explains every
 * difference: the smallest stream, and then a whole search that finds nothing more. The list is
 * closed, so that a bug cannot be declared away.
 */
export async function classify(
  subject: Subject,
  finding: Finding,
  properties: ReadonlyMap<string, PropertyPlugin>,
  sources: ReadonlyMap<string, StreamSource>,
  options: TrialOptions,
): Promise<Explanation | undefined> {
  // A relation compares the engine with itself: no convention can explain that it differs.
  const kind = properties.get(finding.broken.property)?.kind;
  if (finding.broken.fault || (kind !== 'oracle' && kind !== 'invariant')) return undefined;
  const flips = flippedConventions(completeConventions(subject.hello.conventions));
  for (const { name, value } of flips) {
    const other = redeclared(subject, name, value);
    const { broken } = await examine(other, properties, finding.drawn, {
      only: new Set([finding.broken.property]),
    });
    if (broken.length > 0) continue;
    const again = await runTrial(other, properties, sources, options);
    if (!again.finding && again.runs > 0) return { name, value, confirmedBy: again.runs };
  }
  return undefined;
}
