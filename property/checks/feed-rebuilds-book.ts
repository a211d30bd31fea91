import { defineCheck, type HistoryEvent, sample, sampleRead } from 'proofhouse/contract';
import { z } from 'zod';
import {
  addToRead,
  applyUpdate,
  type BookRead,
  beginAgain,
  createFeedBook,
  differences,
  type FeedBook,
} from './parts/feed-book.ts';

const evidenceMax = 20;

/**
 * Who only ever heard the feed, a snapshot and the changes behind it, has the book that a full read
 * shows at the same place of the venue's log.
 */
export default defineCheck({
  summary: 'The book that the feed’s changes make is the book that is read at the end.',
  class: 'safety',
  always: true,
  needs: 'feed',
  options: z.strictObject({}),
  doesNotVerify: 'the order within a queue; reads at which the feed did not arrive or had gone on',
  online: false,

  begin() {
    const feeds = new Map<string, FeedBook>();
    const evidence: string[] = [];
    let reading: BookRead | undefined;
    let waiting: { book: FeedBook; read: BookRead }[] = [];
    const count = { orders: 0, compared: 0 };
    const bookOf = (feed: string): FeedBook => {
      const book = feeds.get(feed) ?? createFeedBook(feed);
      feeds.set(feed, book);
      return book;
    };
    /** A read is compared when the feed stands where it was taken; what changed since spoils it. */
    const compare = () => {
      waiting = waiting.filter(({ book, read }) => {
        if (book.sequence < read.asOfSequence) return true;
        if (book.changed > read.asOfSequence || book.changes === 0) return false;
        count.orders += read.resting.size;
        count.compared += 1;
        for (const text of differences(book, read)) {
          if (evidence.length < evidenceMax) evidence.push(text);
        }
        return false;
      });
    };
    return {
      on: {
        'feed-lost': ({ feed }) => void bookOf(feed),
        'feed-snapshot'(snapshot) {
          const book = bookOf(snapshot.feed);
          beginAgain(book, snapshot);
          compare();
        },
        feed(update) {
          const book = feeds.get(update.feed);
          if (book === undefined) return;
          applyUpdate(book, update);
          if (waiting.length > 0) compare();
        },
        'read-began'({ read, gateway }) {
          reading = { name: `read ${read} (${gateway})`, resting: new Map(), asOfSequence: 0 };
        },
        order(row) {
          if (reading !== undefined) addToRead(reading, row);
        },
        'read-ended'({ complete, asOfSequence }) {
          const read = reading;
          reading = undefined;
          if (read === undefined || !complete) return;
          read.asOfSequence = asOfSequence;
          for (const book of feeds.values()) waiting.push({ book, read });
          compare();
        },
      },
      end() {
        const { compared, orders: examined } = count;
        if (feeds.size === 0)
          return { outcome: 'skipped', examined, because: 'no feed is served', evidence };
        const because =
          evidence[0] ?? `the feed’s book was compared with ${compared} reads, ${examined} orders`;
        const outcome = evidence.length > 0 ? 'fail' : compared === 0 ? 'unknown' : 'pass';
        return { outcome, examined, because, evidence };
      },
    };
  },

  examples: [
    { name: 'the feed told of both orders', outcome: 'pass', history: heard([0, 1]) },
    { name: 'the feed left one order out', outcome: 'fail', history: heard([0]) },
    {
      name: 'the feed was lost before the read',
      outcome: 'unknown',
      history: [sample('feed-snapshot', { sequence: 0 }), ...sampleRead([{ op: 0 }])],
    },
  ],
});

/** Two orders are placed and read; the feed tells of some of them. */
function heard(told: readonly number[]): HistoryEvent[] {
  return [
    sample('feed-snapshot', { sequence: 0 }),
    ...[0, 1].map((op) =>
      sample('feed', {
        sequence: op + 1,
        orders: told.includes(op) ? [[`o${op}`, 'X', 'buy', 100, 10, 1]] : [],
      }),
    ),
    ...sampleRead([{ op: 0 }, { op: 1 }]),
  ];
}
