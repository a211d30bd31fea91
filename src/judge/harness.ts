import type { EventOf } from '#contract/history.ts';

/** What became of the harness itself: parts that failed, early ends, and the history's own end. */
export function createHarness() {
  const failures: EventOf<'harness'>[] = [];
  const stops: EventOf<'stop'>[] = [];
  const lifecycle: EventOf<'lifecycle'>[] = [];
  const state = { ended: false, lastUs: 0, begun: undefined as EventOf<'run-began'> | undefined };
  return {
    failures,
    stops,
    /** Starts and exits of the venue's services. */
    lifecycle,
    state,
    /** From when on what a generator saw is unknown; infinity while it lives. */
    failedUs(part: string): number {
      const failure = failures.find((one) => one.part === part || one.part === 'run');
      return failure?.atUs ?? Number.POSITIVE_INFINITY;
    },
    on: {
      'run-began'(event: EventOf<'run-began'>) {
        state.begun = event;
      },
      harness(event: EventOf<'harness'>) {
        if (event.event === 'failed') failures.push(event);
      },
      stop(event: EventOf<'stop'>) {
        stops.push(event);
      },
      lifecycle(event: EventOf<'lifecycle'>) {
        lifecycle.push(event);
      },
      'run-ended'({ atUs }: EventOf<'run-ended'>) {
        state.ended = true;
        state.lastUs = atUs;
      },
    },
  };
}

export type Harness = ReturnType<typeof createHarness>;
