import type { Anchor, PlannedFault } from '#contract/plan.ts';

/**
 * What can be said before a run of when its faults begin and heal. Only lower bounds: an effect is
 * seen some time after its command, and a venue state comes when it comes. Milliseconds from the
 * beginning of the fault phase.
 */
export interface Timeline {
  /** Earliest moment of the command. */
  startMs(fault: PlannedFault): number;
  /** Earliest moment of the heal command. */
  healMs(fault: PlannedFault): number;
}

/** Expects faults without cycles; see `findCycle`. */
export function timelineOf(faults: readonly PlannedFault[], faultPhaseMs: number): Timeline {
  const byId = new Map(faults.map((fault) => [fault.id, fault]));
  const momentMs = (anchor: Anchor): number => {
    if (anchor.after === 'phase') {
      return (anchor.phase === 'recovery' ? faultPhaseMs : 0) + anchor.offsetMs;
    }
    if (anchor.after === 'venue') return anchor.offsetMs;
    const other = byId.get(anchor.fault);
    if (other === undefined) return anchor.offsetMs;
    const base = anchor.event === 'effect' ? timeline.startMs(other) : timeline.healMs(other);
    return base + anchor.offsetMs;
  };
  const timeline: Timeline = {
    startMs: (fault) => momentMs(fault.at),
    healMs: (fault) => (fault.until === undefined ? faultPhaseMs : momentMs(fault.until)),
  };
  return timeline;
}

/** Ids of faults that wait for each other, in the order of waiting; undefined if there are none. */
export function findCycle(faults: readonly PlannedFault[]): string[] | undefined {
  const waitsFor = new Map<string, string[]>();
  for (const fault of faults) {
    waitsFor.set(`${fault.id}.effect`, causeOf(fault.at));
    const own = `${fault.id}.effect`;
    waitsFor.set(`${fault.id}.healed`, [own, ...(fault.until ? causeOf(fault.until) : [])]);
  }
  const done = new Set<string>();
  const visit = (node: string, trail: readonly string[]): string[] | undefined => {
    const seenAt = trail.indexOf(node);
    if (seenAt >= 0) return [...trail.slice(seenAt), node];
    if (done.has(node)) return undefined;
    for (const cause of waitsFor.get(node) ?? []) {
      const cycle = visit(cause, [...trail, node]);
      if (cycle !== undefined) return cycle;
    }
    done.add(node);
    return undefined;
  };
  for (const node of waitsFor.keys()) {
    const cycle = visit(node, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

function causeOf(anchor: Anchor): string[] {
  return anchor.after === 'fault' ? [`${anchor.fault}.${anchor.event}`] : [];
}
