import {
  firstSince,
  type LaneTrack,
  overlaps,
  type Span,
  serviceOf,
  suspect,
} from '#contract/service/lanes.ts';

/** A time in which a lane did not serve. */
export interface Interruption {
  /** Intended time of its first bad operation, or the last acceptance before a silence. */
  readonly fromUs: number;
  /** Told time of the accepted operation that ends it; null if none did. */
  readonly toUs: number | null;
  /** How long that operation took from its intended moment. */
  readonly endLatencyUs: number;
  readonly kind: 'failures' | 'silence';
}

export interface SuspectRules {
  /** True: what the harness may have spoiled itself is left out. */
  readonly withoutSuspects: boolean;
  readonly clockJumps: readonly Span[];
}

export interface InterruptionRules extends SuspectRules {
  readonly holdUs: number;
  /** Share of the operations of a hold that must be accepted. */
  readonly serving: number;
}

/**
 * Interruptions of a lane by failures: bad operations that bring a hold below `serving`, taken
 * together as long as no whole hold served between them.
 */
export function failuresOf(lane: LaneTrack, rules: InterruptionRules): Interruption[] {
  const times: number[] = [];
  const bad: boolean[] = [];
  const told: number[] = [];
  for (let at = 0; at < lane.count; at += 1) {
    // Answers are awaited after the load's end: what has none in the whole history is bad.
    const isBad = serviceOf(lane, at, Number.POSITIVE_INFINITY) === -1;
    if (isBad && rules.withoutSuspects && suspect(lane, at, rules.clockJumps)) continue;
    times.push(lane.intendedUs.get(at));
    bad.push(isBad);
    told.push(lane.servedUs.get(at));
  }
  const counted = belowServing(times, bad, rules);
  const interruptions: Interruption[] = [];
  let first = -1;
  let last = -1;
  for (let at = 0; at <= times.length; at += 1) {
    const ended = at === times.length;
    if (!ended && !counted[at]) continue;
    const joins =
      !ended && last >= 0 && (times[at] as number) - (times[last] as number) <= rules.holdUs;
    if (first >= 0 && !joins) {
      interruptions.push(closed(first, last, { times, bad, told }));
      first = -1;
    }
    if (ended) break;
    if (first < 0) first = at;
    last = at;
  }
  return interruptions;
}

/** Marks the bad operations of every hold in which too few were accepted. */
function belowServing(times: number[], bad: boolean[], rules: InterruptionRules): boolean[] {
  const counted: boolean[] = new Array(times.length).fill(false);
  let from = 0;
  let failed = 0;
  let marked = 0;
  for (let at = 0; at < times.length; at += 1) {
    if (bad[at]) failed += 1;
    for (; (times[from] as number) <= (times[at] as number) - rules.holdUs; from += 1) {
      if (bad[from]) failed -= 1;
    }
    const total = at - from + 1;
    if (failed === 0 || total - failed >= rules.serving * total) continue;
    for (let one = Math.max(from, marked); one <= at; one += 1) counted[one] = bad[one] === true;
    marked = at + 1;
  }
  return counted;
}

interface LaneColumns {
  readonly times: readonly number[];
  readonly bad: readonly boolean[];
  readonly told: readonly number[];
}

function closed(first: number, last: number, { times, bad, told }: LaneColumns): Interruption {
  let next = last + 1;
  while (next < times.length && bad[next]) next += 1;
  const ended = next < times.length;
  return {
    fromUs: times[first] as number,
    toUs: ended ? (told[next] as number) : null,
    endLatencyUs: ended ? (told[next] as number) - (times[next] as number) : 0,
    kind: 'failures',
  };
}

/** An answer may come this much later than its operation was intended and still end a silence. */
const lateAnswerUs = 10_000_000;

/**
 * Times longer than `aboveUs` within `span` in which the lane was told no acceptance, in order.
 * They lie between two acceptances; what is never accepted again is a failure, not a silence.
 */
export function silencesOf(
  lane: LaneTrack,
  aboveUs: number,
  span: Span,
  rules: SuspectRules,
): Interruption[] {
  const from = firstSince(lane, span.fromUs - lateAnswerUs);
  const to = firstSince(lane, span.toUs);
  const told = new Float64Array(to - from);
  let count = 0;
  for (let at = from; at < to; at += 1) {
    const servedUs = lane.servedUs.get(at);
    if (servedUs > 0) told[count++] = servedUs;
  }
  const sorted = told.subarray(0, count).sort();
  const silences: Interruption[] = [];
  for (let at = 1; at < count; at += 1) {
    const fromUs = sorted[at - 1] as number;
    const toUs = sorted[at] as number;
    if (toUs - fromUs <= aboveUs || toUs < span.fromUs) continue;
    if (rules.withoutSuspects && spoiled(lane, rules.clockJumps, fromUs, toUs)) continue;
    silences.push({ fromUs, toUs, endLatencyUs: latencyOf(lane, toUs, from, to), kind: 'silence' });
  }
  return silences;
}

function latencyOf(lane: LaneTrack, toldUs: number, from: number, to: number): number {
  for (let at = to - 1; at >= from; at -= 1) {
    if (lane.servedUs.get(at) === toldUs) return toldUs - lane.intendedUs.get(at);
  }
  return 0;
}

function spoiled(lane: LaneTrack, jumps: readonly Span[], fromUs: number, toUs: number): boolean {
  return overlaps(lane.generator.suspects, fromUs, toUs) || overlaps(jumps, fromUs, toUs);
}

/**
 * The longest time within the span between two told acceptances of one of the lanes; 0 for none.
 */
export function longestSilenceUs(
  lanes: readonly LaneTrack[],
  span: Span,
  rules: SuspectRules,
): number {
  let longest = 0;
  for (const lane of lanes) {
    for (const { fromUs, toUs } of silencesOf(lane, longest, span, rules)) {
      longest = Math.max(longest, (toUs ?? fromUs) - fromUs);
    }
  }
  return longest;
}
