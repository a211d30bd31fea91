/**
 * Sends at absolute deadlines. A timer sleeps whole milliseconds towards the next deadline and is
 * armed again for the rest; it never spins. What is overdue after a pause is sent at once, in
 * order, with the deadlines it always had: nothing is skipped, nothing shifted.
 */
export interface Pump {
  stop(): void;
  /** How late the next operation is already, microseconds; 0 while nothing is due. */
  overdueUs(): number;
}

export interface PumpSetting {
  /** Deadline of the `index`-th operation, ascending, on the clock of `nowUs`. */
  dueUs(index: number): number;
  nowUs(): number;
  send(index: number, dueUs: number): void;
}

/** Sent in one go before answers are read again. */
const batchMax = 64;

export function startPump({ dueUs, nowUs, send }: PumpSetting): Pump {
  let index = 0;
  let nextUs = dueUs(0);
  let timer: NodeJS.Timeout | undefined;
  let immediate: NodeJS.Immediate | undefined;

  const run = (): void => {
    for (let batch = 0; batch < batchMax; batch++) {
      const waitUs = nextUs - nowUs();
      if (waitUs > 0) {
        timer = setTimeout(run, Math.max(1, Math.floor(waitUs / 1_000)));
        return;
      }
      send(index, nextUs);
      nextUs = dueUs(++index);
    }
    immediate = setImmediate(run);
  };
  run();

  return {
    stop() {
      clearTimeout(timer);
      clearImmediate(immediate);
    },
    overdueUs: () => Math.max(0, nowUs() - nextUs),
  };
}
