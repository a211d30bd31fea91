import type { DefectSet } from '../defects.ts';
import type { FeedMessage, Trade } from './messages.ts';

/** What readers are told in the place of a message; null: nothing. */
export type Planted = (message: FeedMessage) => FeedMessage | null;

/** Planted defects of the feed. What is planted is told to readers; the book itself stays right. */
export function planted(defects: DefectSet): Planted {
  const every = {
    gap: defects.argument('feed-gap'),
    forget: defects.argument('feed-forgets-cancel'),
    repeat: defects.argument('feed-repeats-trade'),
  };
  const count = { messages: 0, cancels: 0, trades: 0 };
  let again: Trade[] = [];
  return (message) => {
    count.messages += 1;
    if (every.gap > 0 && count.messages % every.gap === 0) return null;
    let told = message;
    if (every.forget > 0 && isCancel(message)) {
      count.cancels += 1;
      if (count.cancels % every.forget === 0) told = { ...told, book: [] };
    }
    if (every.repeat > 0) {
      told = { ...told, trades: [...again, ...told.trades] };
      again = message.trades.filter(() => {
        count.trades += 1;
        return count.trades % every.repeat === 0;
      });
    }
    return told;
  };
}

function isCancel({ book, trades }: FeedMessage): boolean {
  return trades.length === 0 && book.length > 0 && book.every(({ quantity }) => quantity === '0');
}
