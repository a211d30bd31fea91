import { defineObserver } from 'proofhouse/contract';

/** Wall clock beside monotonic clock each second: a step or a suspend shows as a gap. */
export default defineObserver({
  summary: 'The wall clock beside the monotonic one, to notice steps and suspends.',

  async observe(context) {
    while (!context.signal.aborted) {
      context.record({ type: 'clock', atUs: context.nowUs(), wallMs: Date.now() });
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  },
});
