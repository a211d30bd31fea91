import type { Plan } from '#contract/plan.ts';
import { exitCodes, ProofhouseError } from '#kit/errors.ts';
import { examineAll, type Planned, type PlanOptions } from './plan.ts';
import { refuse } from './problem.ts';

/** Part `index` of `of`, from 1. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

export interface SuiteFilter {
  /** Scenarios with any of these tags; all of them if there are none. */
  readonly tags: readonly string[];
  readonly shard: Shard | undefined;
}

export interface PlannedSuite {
  readonly plans: readonly Plan[];
  /** Valid scenarios that this machine cannot run, with the reason in `text`. */
  readonly refused: readonly Planned[];
}

/**
 * Plans what patterns, tags and shard select. One invalid file and nothing comes back, whatever its
 * tags: they may be what is wrong with it. A scenario that only this machine cannot run is refused
 * by name beside the others; if none is left, that is the error.
 */
export async function planSuite(
  patterns: readonly string[],
  options: PlanOptions,
  filter: SuiteFilter,
): Promise<PlannedSuite> {
  const examined = await examineAll(patterns, options);
  const bad = examined.filter((one) => one.plan === undefined && !runsElsewhere(one));
  if (bad.length > 0) throw refuseAll(bad);
  const tagged = examined.filter((one) => hasTag(one, filter.tags));
  if (tagged.length === 0) throw nothingTagged(filter.tags, examined);
  const selected = filter.shard === undefined ? tagged : shardOf(tagged, filter.shard);
  if (selected.length === 0) throw emptyShard(filter.shard, tagged.length);
  const refused = selected.filter((one) => one.plan === undefined);
  if (refused.length === selected.length) throw refuseAll(refused);
  return { plans: selected.flatMap((one) => one.plan ?? []), refused };
}

/** The time that a run takes at least, milliseconds: its phases of fixed length. */
export function leastDurationMs({ phases }: Plan): number {
  return phases.baselineMs + phases.faultMs + phases.holdMs + phases.steadyMs;
}

function runsElsewhere({ problems }: Planned): boolean {
  return problems.every((problem) => problem.hereOnly === true);
}

function refuseAll(bad: readonly Planned[]): ProofhouseError {
  return refuse(
    bad.map((one) => one.text),
    bad.flatMap((one) => one.problems),
  );
}

function hasTag({ tags }: Planned, wanted: readonly string[]): boolean {
  return wanted.length === 0 || wanted.some((tag) => tags.includes(tag));
}

/**
 * Deals the scenarios out in the order of their ids, and not by what a machine makes of them: the
 * same selection gives the same shards everywhere, so that together they miss nothing.
 */
function shardOf(all: readonly Planned[], { index, of }: Shard): Planned[] {
  const name = ({ id, file }: Planned) => id ?? file;
  const ordered = all.toSorted((a, b) => (name(a) < name(b) ? -1 : 1));
  const mine = new Set(ordered.filter((_, place) => place % of === index - 1));
  return all.filter((one) => mine.has(one));
}

function nothingTagged(tags: readonly string[], examined: readonly Planned[]): ProofhouseError {
  const known = [...new Set(examined.flatMap((one) => one.tags))].sort();
  return new ProofhouseError(`No scenario of the selection has the tag ${tags.join(' or ')}.`, {
    code: 'empty-selection',
    exitCode: exitCodes.usage,
    cure: `Its tags are: ${known.join(', ') || 'none'}.`,
  });
}

function emptyShard(shard: Shard | undefined, scenarios: number): ProofhouseError {
  return new ProofhouseError(`Shard ${shard?.index} of ${shard?.of} is empty.`, {
    code: 'empty-selection',
    exitCode: exitCodes.usage,
    cure: `The selection has ${scenarios} scenarios: expected at most as many shards.`,
  });
}
