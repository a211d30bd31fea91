import { defineCheck, sample } from 'proofhouse/contract';
import { z } from 'zod';

/** Where the feed of one service was heard up to. */
interface Heard {
  sequence: number;
  epoch: number;
  /** Between its snapshot and its loss. */
  connected: boolean;
}

const evidenceMax = 20;

/**
 * The feed tells every entry of the venue's log once and in order: a reader that lost nothing has
 * lost nothing. It may begin again with a snapshot, but never before what it has told already.
 */
export default defineCheck({
  summary: 'The feed counts on without a gap, a repetition or a step back, also across failovers.',
  class: 'safety',
  always: true,
  needs: 'feed',
  options: z.strictObject({}),
  doesNotVerify: 'what the messages say, and what was told while the feed was not being heard',
  online: false,

  begin({ plan }) {
    const { failover, power } = plan.venue.promise;
    const feeds = new Map<string, Heard>();
    const evidence: string[] = [];
    const count = { updates: 0, snapshots: 0, lost: 0 };
    const wrong = (text: string) => {
      if (evidence.length < evidenceMax) evidence.push(text);
    };
    return {
      on: {
        'feed-snapshot'({ feed, sequence, epoch }) {
          count.snapshots += 1;
          const heard = feeds.get(feed);
          // A venue that may lose what it acknowledged takes that back from its feed, too.
          const back = heard !== undefined && sequence < heard.sequence && failover && power;
          if (back) wrong(`${feed} began again at ${sequence}, it had told ${heard.sequence}`);
          feeds.set(feed, { sequence, epoch, connected: true });
        },
        feed({ feed, sequence, epoch }) {
          count.updates += 1;
          const heard = feeds.get(feed);
          if (heard === undefined || !heard.connected) {
            wrong(`${feed} told ${sequence} without a snapshot before it`);
          } else if (sequence !== heard.sequence + 1 || epoch < heard.epoch) {
            const before = `${heard.epoch}/${heard.sequence}`;
            wrong(`${feed} told ${epoch}/${sequence} right after ${before}`);
          }
          feeds.set(feed, { sequence, epoch, connected: true });
        },
        'feed-lost'({ feed }) {
          count.lost += 1;
          const heard = feeds.get(feed);
          if (heard !== undefined) heard.connected = false;
        },
      },
      end() {
        const examined = count.updates;
        const heard = `${count.updates} messages behind ${count.snapshots} snapshots`;
        if (evidence.length > 0) {
          return { outcome: 'fail', examined, because: evidence[0] as string, evidence };
        }
        const served = feeds.size + count.lost > 0;
        const nothing = served ? 'no feed was heard' : 'the venue serves no feed';
        if (examined > 0)
          return { outcome: 'pass', examined, because: `no gap in ${heard}`, evidence };
        return { outcome: served ? 'unknown' : 'skipped', examined, because: nothing, evidence };
      },
    };
  },

  examples: [
    {
      name: 'one after the other',
      outcome: 'pass',
      history: [
        sample('feed-snapshot', { sequence: 4 }),
        sample('feed', { sequence: 5 }),
        sample('feed', { sequence: 6, epoch: 2 }),
      ],
    },
    {
      name: 'a message is missing',
      outcome: 'fail',
      history: [sample('feed-snapshot', { sequence: 4 }), sample('feed', { sequence: 6 })],
    },
    {
      name: 'the feed begins again before what it had told',
      outcome: 'fail',
      history: [
        sample('feed-snapshot', { sequence: 4 }),
        sample('feed', { sequence: 5 }),
        sample('feed-lost'),
        sample('feed-snapshot', { sequence: 4, epoch: 2 }),
      ],
    },
    { name: 'the feed was never heard', outcome: 'unknown', history: [sample('feed-lost')] },
  ],
});
