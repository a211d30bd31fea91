import type { ServiceLifecycle, ServiceObserved } from 'proofhouse/contract';

/** Processes that ended: an answer that was asked for before that may still be heard after it. */
export function createEnded() {
  const endedUs = new Map<string, number>();
  return {
    note({ service, event, atUs }: Pick<ServiceLifecycle, 'service' | 'event' | 'atUs'>): boolean {
      if (event === 'exited') endedUs.set(service, atUs);
      return event === 'exited';
    },
    /** True of an answer of the process that is gone since. */
    outlived({ service, askedUs }: Pick<ServiceObserved, 'service' | 'askedUs'>): boolean {
      return askedUs < (endedUs.get(service) ?? 0);
    },
  };
}
