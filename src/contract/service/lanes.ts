import {
  type Column,
  float64Column,
  uint8Column,
  uint16Column,
  uint32Column,
} from '#kit/column.ts';
import type { Handlers } from '../check.ts';
import type { GeneratorDeclared, Lane, OperationSent, OperationTold } from '../history.ts';

/** An operation that is not accepted within this time of its intended moment is bad. */
export const servedWithinUs = 1_000_000;

/** Bits of an operation's `state` within its lane. */
export const laneState = { refused: 1, lateSent: 2, indeterminate: 4 } as const;

/** The operations of one lane in the order they were intended, 17 bytes each. */
export interface LaneTrack {
  readonly lane: Lane;
  /** `gateway symbol kind`. */
  readonly name: string;
  readonly generator: GeneratorTrack;
  count: number;
  readonly intendedUs: Column;
  /** When it was told accepted (in a match lane: and executed); 0 if it was not. */
  readonly servedUs: Column;
  readonly state: Column;
}

export interface Span {
  readonly fromUs: number;
  readonly toUs: number;
}

/** The greatest lag, intended to sent, within a span. */
export interface Lag extends Span {
  readonly lagMaxUs: number;
}

/** What is kept of a generator whose lanes carry objectives. */
export interface GeneratorTrack {
  readonly declared: GeneratorDeclared;
  readonly lanes: readonly LaneTrack[];
  /** Times in which the generator itself was late: what failed there may be its own fault. */
  readonly suspects: Span[];
  /** How late it sent, window by window. */
  readonly lags: Lag[];
  readonly laneOf: Column;
  readonly positionOf: Column;
}

export interface Lanes {
  readonly on: Handlers;
  readonly tracks: (GeneratorTrack | undefined)[];
  /** Times in which the machine's clocks disagreed: a step of the wall clock or a suspend. */
  readonly clockJumps: Span[];
  /** Lanes of every witness, the ones that carry RTO and availability. */
  witnessLanes(): LaneTrack[];
}

/**
 * More than this between wall clock and monotonic clock within one anchor is a step or a suspend.
 */
const clockStepMs = 50;

/** Follows the lanes of witnesses and of the loads that an SLO names. */
export function createLanes(sloLoads: ReadonlySet<string>, lateAfterUs: number): Lanes {
  const tracks: (GeneratorTrack | undefined)[] = [];
  const clockJumps: Span[] = [];
  let anchor: { atUs: number; wallMs: number } | undefined;
  return {
    tracks,
    clockJumps,
    witnessLanes: () => tracks.flatMap((track) => (track?.declared.witness ? track.lanes : [])),
    on: {
      'run-began'({ wallMs }) {
        anchor = { atUs: 0, wallMs };
      },
      clock({ atUs, wallMs }) {
        if (anchor !== undefined) {
          const drift = wallMs - anchor.wallMs - (atUs - anchor.atUs) / 1000;
          if (Math.abs(drift) > clockStepMs) clockJumps.push({ fromUs: anchor.atUs, toUs: atUs });
        }
        anchor = { atUs, wallMs };
      },
      generator(declared) {
        if (declared.witness || sloLoads.has(declared.id)) {
          tracks[declared.gen] = newTrack(declared);
        }
      },
      sent(event) {
        const track = tracks[event.gen];
        if (track !== undefined && event.lane >= 0) sent(track, event, lateAfterUs);
      },
      told(event) {
        const track = tracks[event.gen];
        if (track !== undefined) told(track, event);
      },
      lag({ gen, atUs, fromUs, lagMaxUs, loopDelayMaxUs }) {
        const track = tracks[gen];
        if (track === undefined) return;
        track.lags.push({ fromUs, toUs: atUs, lagMaxUs });
        if (Math.max(lagMaxUs, loopDelayMaxUs) > lateAfterUs) {
          track.suspects.push({ fromUs, toUs: atUs });
        }
      },
    },
  };
}

function newTrack(declared: GeneratorDeclared): GeneratorTrack {
  const lanes: LaneTrack[] = [];
  const track: GeneratorTrack = {
    declared,
    lanes,
    suspects: [],
    lags: [],
    laneOf: uint16Column(),
    positionOf: uint32Column(),
  };
  for (const lane of declared.lanes) {
    lanes.push({
      lane,
      name: `${lane.gateway} ${lane.symbol} ${lane.kind}`,
      generator: track,
      count: 0,
      intendedUs: float64Column(),
      servedUs: float64Column(),
      state: uint8Column(),
    });
  }
  return track;
}

function sent(track: GeneratorTrack, event: OperationSent, lateAfterUs: number): void {
  const lane = track.lanes[event.lane];
  if (lane === undefined) return;
  // 0 says "no lane", so lanes are kept one higher.
  track.laneOf.set(event.op, event.lane + 1);
  track.positionOf.set(event.op, lane.count);
  lane.intendedUs.set(lane.count, event.intendedUs);
  if (event.atUs - event.intendedUs > lateAfterUs) lane.state.set(lane.count, laneState.lateSent);
  lane.count += 1;
}

function told(track: GeneratorTrack, event: OperationTold): void {
  const lane = track.lanes[track.laneOf.get(event.op) - 1];
  if (lane === undefined) return;
  const position = track.positionOf.get(event.op);
  const served =
    event.outcome === 'accepted' && (lane.lane.kind !== 'match' || (event.quantity ?? 0) > 0);
  if (served) {
    if (lane.servedUs.get(position) === 0) lane.servedUs.set(position, event.atUs);
    return;
  }
  const bit = event.outcome === 'indeterminate' ? laneState.indeterminate : laneState.refused;
  lane.state.set(position, lane.state.get(position) | bit);
}

/** 1 good, -1 bad, 0 not decided yet, as known at `nowUs`. */
export function serviceOf(lane: LaneTrack, position: number, nowUs: number): 1 | 0 | -1 {
  const servedUs = lane.servedUs.get(position);
  const latestUs = lane.intendedUs.get(position) + servedWithinUs;
  if (servedUs > 0) return servedUs <= latestUs ? 1 : -1;
  if ((lane.state.get(position) & laneState.refused) !== 0) return -1;
  return nowUs > latestUs ? -1 : 0;
}

/** True if the harness itself may be why this operation went badly. */
export function suspect(lane: LaneTrack, position: number, clockJumps: readonly Span[]): boolean {
  if ((lane.state.get(position) & laneState.lateSent) !== 0) return true;
  const fromUs = lane.intendedUs.get(position);
  const toUs = fromUs + servedWithinUs;
  return overlaps(lane.generator.suspects, fromUs, toUs) || overlaps(clockJumps, fromUs, toUs);
}

/** True if one of the spans, which are in order of time, has a moment in common with [from, to]. */
export function overlaps(spans: readonly Span[], fromUs: number, toUs: number): boolean {
  for (let index = spans.length - 1; index >= 0; index -= 1) {
    const span = spans[index] as Span;
    if (span.toUs < fromUs) return false;
    if (span.fromUs <= toUs) return true;
  }
  return false;
}

/** First position of the lane that was intended at `fromUs` or later. */
export function firstSince(lane: LaneTrack, fromUs: number): number {
  let low = 0;
  let high = lane.count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (lane.intendedUs.get(middle) < fromUs) low = middle + 1;
    else high = middle;
  }
  return low;
}
