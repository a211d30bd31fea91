import { messageOf } from '#kit/errors.ts';
import type { RunState } from './context.ts';

/** Starts every observer; one that fails is written down and the others go on. */
export function startObservers(state: RunState): { stop(): Promise<void> } {
  const controller = new AbortController();
  const { environment, record, clock } = state;
  const running = [...state.request.plugins.observers].map(async ([name, observer]) => {
    try {
      const { signal } = controller;
      await observer.observe({ environment, record, nowUs: clock.nowUs, signal });
    } catch (thrown) {
      if (controller.signal.aborted) return;
      const part = `observer:${name}`;
      const because = messageOf(thrown);
      record({ type: 'harness', atUs: clock.nowUs(), part, event: 'failed', because });
    }
  });
  return {
    async stop() {
      controller.abort();
      await Promise.all(running);
    },
  };
}
