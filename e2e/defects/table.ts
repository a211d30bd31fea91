import { feedTookBack, losses, noFailover } from './reasons.ts';
import { recoveries } from './recoveries.ts';

/**
 * What each planted defect must trip, and where it must stay unseen. `named` is the check or figure
 * that has to turn red; `also` explains every other one that may: a red that stands in neither
 * fails.
 */
export interface DefectRow {
  /** ROLE=NAME[:ARG], several with commas between them. */
  readonly defect: string;
  readonly scenario: string;
  readonly named: string;
  readonly also?: Readonly<Record<string, string>>;
  readonly verdict: 'VIOLATION' | 'FAIL' | 'BROKEN' | 'INCONCLUSIVE';
  /** A scenario that must stay PASS with the same defect, and why it rightly does. */
  readonly unseen?: { readonly scenario: string; readonly because: string };
  /** Part of the sample that every CI run tries. */
  readonly ci?: true;
}

const twoLeaders = 'while two engines lead, a gateway goes on with the deposed one';
const replayDiffers = 'a replay of the log after the cold restart gives other orders';

export const rows: readonly DefectRow[] = [
  {
    defect: 'engine=lose-ack:3',
    scenario: 'leader-killed',
    named: 'rpo',
    also: losses,
    verdict: 'VIOLATION',
    ci: true,
  },
  {
    defect: 'engine=ack-before-durable',
    scenario: 'power-loss',
    named: 'rpo',
    also: { ...losses, ...feedTookBack },
    verdict: 'VIOLATION',
    unseen: {
      scenario: 'leader-killed',
      because: 'a killed process loses nothing it wrote: the kernel has it',
    },
    ci: true,
  },
  {
    defect: 'engine=drop-on-failover',
    scenario: 'leader-killed',
    named: 'rpo',
    also: { ...losses, ...feedTookBack },
    verdict: 'VIOLATION',
    unseen: { scenario: 'healthy', because: noFailover },
  },
  {
    defect: 'engine=double-execute-on-retry',
    scenario: 'duplicate-delivery',
    named: 'no-duplicate-execution',
    also: {
      ...losses,
      'price-time-priority':
        'the second order’s fills are not the ones that were told of the first',
      'reads-agree': 'one client order id stands for two orders',
    },
    verdict: 'VIOLATION',
    unseen: { scenario: 'healthy', because: 'nothing is delivered twice there' },
  },
  {
    defect: 'engine=deposed-leader-acks',
    scenario: 'leader-paused',
    named: 'rpo',
    also: { ...losses, ...feedTookBack, rto: twoLeaders },
    verdict: 'VIOLATION',
    unseen: { scenario: 'healthy', because: noFailover },
  },
  {
    defect: 'engine=split-brain',
    scenario: 'leader-paused',
    named: 'rpo',
    also: { ...losses, ...feedTookBack, rto: twoLeaders },
    verdict: 'VIOLATION',
    unseen: { scenario: 'healthy', because: noFailover },
  },
  {
    defect: 'engine=swap-queue-on-replay',
    scenario: 'healthy',
    named: 'replay-equals-live',
    also: { 'queue-order-kept-by-recovery': 'the queues of the replay are out of order' },
    verdict: 'VIOLATION',
  },
  {
    defect: 'engine=reorder-on-failover',
    scenario: 'leader-killed',
    named: 'queue-order-kept-by-recovery',
    also: {
      'price-time-priority': 'whoever came later trades first',
      'reads-agree': replayDiffers,
      'replay-equals-live': replayDiffers,
    },
    verdict: 'VIOLATION',
    unseen: { scenario: 'healthy', because: noFailover },
  },
  {
    defect: 'engine=log-differs-from-acks',
    scenario: 'healthy',
    named: 'no-lost-acknowledged',
    also: { ...losses, 'reads-agree': replayDiffers, 'replay-equals-live': replayDiffers },
    verdict: 'VIOLATION',
  },
  {
    defect: 'engine=slow-failover:5000',
    scenario: 'leader-killed',
    named: 'rto',
    also: losses,
    verdict: 'FAIL',
    unseen: { scenario: 'healthy', because: noFailover },
    ci: true,
  },
  {
    defect: 'engine=resurrect-cancelled',
    scenario: 'leader-killed',
    named: 'no-resurrected-order',
    also: {
      ...losses,
      'reads-agree': replayDiffers,
      'replay-equals-live': replayDiffers,
      'queue-order-kept-by-recovery': 'who comes back stands last',
    },
    verdict: 'VIOLATION',
    unseen: { scenario: 'healthy', because: noFailover },
  },
  {
    defect: 'gateway=503-but-executed',
    scenario: 'healthy',
    named: 'no-phantom',
    also: { slo: 'one order in forty is answered with 503' },
    verdict: 'VIOLATION',
  },
  {
    defect: 'engine=reject-but-rests',
    scenario: 'healthy',
    named: 'no-phantom',
    also: losses,
    verdict: 'VIOLATION',
  },
  {
    defect: 'gateway=one-gateway-dead',
    scenario: 'leader-killed',
    named: 'rto',
    also: { slo: 'half of all operations go through the dead gateway' },
    verdict: 'FAIL',
    unseen: { scenario: 'healthy', because: noFailover },
  },
  {
    defect: 'engine=match-dead',
    scenario: 'leader-killed',
    named: 'rto',
    also: {
      'price-time-priority': 'orders that must trade rest instead',
      slo: 'a match that does not trade is not served',
    },
    verdict: 'VIOLATION',
    unseen: { scenario: 'healthy', because: noFailover },
  },
  {
    defect: 'engine=relapse:4000',
    scenario: 'leader-killed',
    named: 'rto',
    also: { slo: 'the second stall falls into the steady phase' },
    verdict: 'FAIL',
    unseen: { scenario: 'healthy', because: noFailover },
  },
  {
    defect: 'engine=lifo-queue',
    scenario: 'healthy',
    named: 'price-time-priority',
    also: { ...losses, 'queue-order-kept-by-recovery': 'the last one stands first' },
    verdict: 'VIOLATION',
  },
  {
    defect: 'engine=taker-price',
    scenario: 'healthy',
    named: 'price-time-priority',
    also: losses,
    verdict: 'VIOLATION',
  },
  {
    defect: 'engine=ioc-rests',
    scenario: 'healthy',
    named: 'price-time-priority',
    also: { 'quantity-conserved': 'an immediate-or-cancel order is open' },
    verdict: 'VIOLATION',
  },
  {
    defect: 'engine=executed-exceeds-quantity',
    scenario: 'healthy',
    named: 'quantity-conserved',
    also: {
      'each-trade-once-everywhere': 'the feed tells of the trade once',
      'no-duplicate-execution': 'a trade is booked twice on one order',
      'price-time-priority': 'the second booking is a trade that nobody was due',
    },
    verdict: 'VIOLATION',
  },
  {
    defect: 'engine=silent-stall',
    scenario: 'healthy',
    named: 'slo',
    also: losses,
    verdict: 'FAIL',
  },
  {
    defect: 'gateway=reads-from-stale-cache',
    scenario: 'healthy',
    named: 'reads-agree',
    also: {
      ...losses,
      'each-trade-once-everywhere': 'the feed tells of trades that the stale read leaves out',
      'feed-rebuilds-book': 'orders are open in the stale read that the feed saw go',
      'price-time-priority': 'a stale read leaves out trades that the model makes',
      'quantity-conserved': 'of some trades the stale read has one side',
      'replay-equals-live': 'the replay shows what the stale read does not',
    },
    verdict: 'VIOLATION',
  },
  {
    defect: 'engine=forgets-on-cold-restart',
    scenario: 'healthy',
    named: 'reads-agree',
    also: { ...losses, 'replay-equals-live': 'the forgotten orders are missing after it' },
    verdict: 'VIOLATION',
  },
  {
    defect: 'market-data=feed-gap',
    scenario: 'healthy',
    named: 'gapless-feed',
    also: { 'feed-rebuilds-book': 'the changes that were not told are missing in the book' },
    verdict: 'VIOLATION',
    ci: true,
  },
  {
    defect: 'market-data=feed-forgets-cancel',
    scenario: 'healthy',
    named: 'feed-rebuilds-book',
    verdict: 'VIOLATION',
  },
  {
    defect: 'market-data=feed-repeats-trade',
    scenario: 'healthy',
    named: 'each-trade-once-everywhere',
    verdict: 'VIOLATION',
  },
  {
    defect: 'gateway=execution-before-ack',
    scenario: 'websocket-entry',
    named: 'no-execution-before-ack',
    verdict: 'VIOLATION',
    unseen: { scenario: 'healthy', because: 'over HTTP no trade is told beside the answer' },
  },
  ...recoveries,
  {
    defect: 'engine=leaks',
    scenario: 'soak',
    named: 'no-leaks',
    verdict: 'FAIL',
    unseen: { scenario: 'healthy', because: 'nobody looks for leaks in ten seconds' },
  },
  {
    defect: 'engine=skip-corrupt-record',
    scenario: 'log-corrupt-at-restart',
    named: 'rpo',
    also: {
      ...losses,
      ...feedTookBack,
      'reads-agree': 'an order that was acknowledged is a hole in one log',
      'price-time-priority': 'the hole leaves a place in a queue empty',
    },
    verdict: 'VIOLATION',
    unseen: { scenario: 'leader-killed', because: 'no log is damaged there' },
  },
  {
    defect: 'engine=standby-serves-stale,gateway=standby-serves-stale',
    scenario: 'healthy',
    named: 'reads-agree',
    also: {
      'no-lost-acknowledged': losses['no-lost-acknowledged'],
      'no-resurrected-order': losses['no-resurrected-order'],
      'quantity-conserved': 'trades with an order that is left out have one side',
      'feed-rebuilds-book': 'the feed has the orders that the stale read leaves out',
      'queue-order-kept-by-recovery': 'so has the book',
    },
    verdict: 'VIOLATION',
  },
  {
    defect: 'engine=fok-fills-partly',
    scenario: 'healthy',
    named: 'price-time-priority',
    also: { 'quantity-conserved': 'a fill-or-kill order is filled in part' },
    verdict: 'VIOLATION',
  },
  {
    defect: 'engine=post-only-takes',
    scenario: 'healthy',
    named: 'price-time-priority',
    verdict: 'VIOLATION',
  },
  {
    defect: 'engine=forgets-replace',
    scenario: 'healthy',
    named: 'no-lost-acknowledged',
    verdict: 'VIOLATION',
  },
  {
    defect: 'engine=mass-cancel-misses-one',
    scenario: 'healthy',
    named: 'no-resurrected-order',
    also: { 'no-lost-acknowledged': losses['no-lost-acknowledged'] },
    verdict: 'VIOLATION',
  },
  {
    defect: 'engine=snapshot-forgets-dead',
    scenario: 'healthy',
    named: 'reads-agree',
    also: {
      'no-lost-acknowledged': losses['no-lost-acknowledged'],
      'quantity-conserved': 'trades with an order that was left out have one side',
      'replay-equals-live': 'the orders that the snapshot left out are not replayed',
    },
    verdict: 'VIOLATION',
  },
  {
    defect: 'engine=snapshot-swaps-queue',
    scenario: 'healthy',
    named: 'replay-equals-live',
    also: {
      'queue-order-kept-by-recovery': 'the same queues, order by order',
      'reads-agree': 'the log behind the snapshot trades with other orders there',
      'no-lost-acknowledged': 'what had traded is open there, and the other way round',
    },
    verdict: 'VIOLATION',
  },
];
