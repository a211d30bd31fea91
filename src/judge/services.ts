import type { EventOf, ServiceObserved } from '#contract/history.ts';

export interface LeaderChange {
  readonly atUs: number;
  readonly leader: string | null;
  readonly epoch: number | null;
}

interface Change {
  readonly atUs: number;
  readonly holds: boolean;
}

export type Services = ReturnType<typeof createServices>;

/** What the services said of themselves, kept where it changed. */
export function createServices() {
  const latest = new Map<string, ServiceObserved>();
  const leaders: LeaderChange[] = [];
  const inSync: Change[] = [];
  const promotions: number[] = [];
  return {
    leaders,
    on: {
      service(event: EventOf<'service'>) {
        const before = latest.get(event.service);
        latest.set(event.service, event);
        const { atUs } = event;
        if (event.state === 'promoting' && before?.state !== 'promoting') promotions.push(atUs);
        const leader = leaderOf(latest);
        const known = leaders.at(-1);
        if (known?.leader !== leader.name || known?.epoch !== leader.epoch) {
          const relevant = known !== undefined || leader.name !== null;
          if (relevant) leaders.push({ atUs, leader: leader.name, epoch: leader.epoch });
        }
        const holds = [...latest.values()].some(
          (one) => one.answered && one.leader === false && one.inSync === true,
        );
        if (holds !== (inSync.at(-1)?.holds ?? false)) inSync.push({ atUs, holds });
      },
    },
    /** A standby said once that it is in sync: otherwise redundancy cannot be seen. */
    tellsSync: () => inSync.length > 0,
    /**
     * When a standby was in sync again for good within [fromUs, toUs]: `fromUs` if that was never
     * seen to be lost, null if it was lost at the end.
     */
    inSyncSince(fromUs: number, toUs: number): number | null {
      let holds = false;
      let sinceUs = fromUs;
      for (const change of inSync) {
        if (change.atUs > toUs) break;
        holds = change.holds;
        if (change.atUs > fromUs) sinceUs = change.atUs;
      }
      return holds ? sinceUs : null;
    },
    /**
     * First reaction of the venue itself that was seen after `fromUs`: a promotion, a new leader.
     */
    firstReactionUs(fromUs: number): number | null {
      const promotion = promotions.find((atUs) => atUs > fromUs);
      const change = this.newLeaderUs(fromUs);
      if (promotion === undefined || change === null) return promotion ?? change;
      return Math.min(promotion, change);
    },
    /** When a leader of a later epoch than any before `fromUs` was first seen. */
    newLeaderUs(fromUs: number): number | null {
      let epoch = -1;
      for (const change of leaders) {
        if (change.leader === null || change.epoch === null) continue;
        if (change.atUs > fromUs && change.epoch > epoch && epoch >= 0) return change.atUs;
        if (change.epoch > epoch) epoch = change.epoch;
      }
      return null;
    },
  };
}

/** The one that leads; of several that say so the one with the greatest epoch. */
function leaderOf(latest: ReadonlyMap<string, ServiceObserved>): {
  name: string | null;
  epoch: number | null;
} {
  let found: ServiceObserved | undefined;
  for (const one of latest.values()) {
    if (!one.answered || !one.leader) continue;
    if (found === undefined || (one.epoch ?? 0) > (found.epoch ?? 0)) found = one;
  }
  return { name: found?.service ?? null, epoch: found?.epoch ?? null };
}
