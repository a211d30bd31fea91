import type { ClientReport, ExecutionReport } from 'proofhouse/contract';

/** Reports in the order in which they were heard, for one consumer. */
export interface ReportQueue {
  readonly reports: AsyncIterable<ClientReport | ExecutionReport>;
  push(report: ClientReport | ExecutionReport): void;
  /** The consumer hears what is queued, then the end. */
  end(): void;
}

export function reportQueue(): ReportQueue {
  let waiting: (ClientReport | ExecutionReport)[] = [];
  let ended = false;
  let wake: () => void = () => {};

  async function* consume(): AsyncGenerator<ClientReport | ExecutionReport> {
    while (true) {
      const heard = waiting;
      waiting = [];
      yield* heard;
      if (waiting.length > 0) continue;
      if (ended) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }

  return {
    reports: consume(),
    push(report) {
      waiting.push(report);
      wake();
    },
    end() {
      ended = true;
      wake();
    },
  };
}
