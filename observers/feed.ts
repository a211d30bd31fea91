import { defineObserver, type ObserverContext } from 'proofhouse/contract';

const retryMs = 100;

/**
 * Every message of the venue's market-data feed, kept whole: about as many bytes as the operations
 * that caused it. A lost connection is written down and opened again; the feed then begins with a
 * snapshot.
 */
export default defineObserver({
  summary: 'The market-data feed, message by message, where the venue serves one.',

  async observe(context) {
    await Promise.all(context.environment.feeds().map((name) => listen(name, context)));
  },
});

async function listen(feed: string, context: ObserverContext): Promise<void> {
  const { environment, record, nowUs, signal } = context;
  let lost = '';
  while (!signal.aborted) {
    try {
      for await (const message of environment.feed(feed, signal)) {
        lost = '';
        record({ ...message, atUs: nowUs(), feed });
      }
    } catch (thrown) {
      if (signal.aborted) return;
      const because = thrown instanceof Error ? thrown.message : String(thrown);
      // A service that is away is asked many times, and says the same each time.
      if (because !== lost) record({ type: 'feed-lost', atUs: nowUs(), feed, because });
      lost = because;
    }
    await new Promise((resolve) => setTimeout(resolve, retryMs));
  }
}
