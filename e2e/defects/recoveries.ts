import { feedTookBack, losses, noFailover } from './reasons.ts';
import type { DefectRow } from './table.ts';

/** Defects of what comes back, of who is spared, and of what must be refused. */
export const recoveries: readonly DefectRow[] = [
  {
    defect: 'gateway=swallows-answers',
    scenario: 'silent-stall',
    named: 'bounded-answers',
    also: { rto: 'an order without an answer interrupts its lane' },
    verdict: 'FAIL',
  },
  {
    defect: 'gateway=favours-accounts',
    scenario: 'slow-failover',
    named: 'fair-recovery',
    also: { slo: 'some answers of the disfavoured come too late for it' },
    verdict: 'FAIL',
    unseen: { scenario: 'healthy', because: noFailover },
  },
  {
    defect: 'gateway=stays-away',
    scenario: 'gateway-killed',
    named: 'services-came-back',
    also: {
      'availability-by-lane': 'all lanes of that gateway stay away',
      expectation: 'what may fail must come back',
      slo: 'half of all operations go through the gateway that stays away',
    },
    verdict: 'FAIL',
    unseen: { scenario: 'healthy', because: 'no gateway is started again before the load ends' },
  },
  {
    defect: 'gateway=accepts-malformed',
    scenario: 'malformed-input',
    named: 'expectation',
    verdict: 'FAIL',
    unseen: { scenario: 'healthy', because: 'nothing malformed is sent there' },
  },
  {
    defect: 'engine=leak-to-bystander',
    scenario: 'gateway-killed',
    named: 'bystander',
    also: { expectation: 'the other gateway must hold, and stands still for a second' },
    verdict: 'FAIL',
    unseen: { scenario: 'leader-killed', because: 'no gateway is lost there' },
  },
  {
    defect: 'engine=acks-alone-unrecorded',
    scenario: 'standby-killed',
    named: 'solo-epoch-recorded',
    also: { rto: 'nobody records that the standby is in sync again' },
    verdict: 'FAIL',
    unseen: { scenario: 'healthy', because: 'the standby is never lost there' },
  },
  {
    defect: 'engine=never-joins',
    scenario: 'standby-killed',
    named: 'standby-caught-up',
    also: { rto: 'there is no redundancy again' },
    verdict: 'FAIL',
    unseen: { scenario: 'healthy', because: 'the standby is never lost there' },
  },
  {
    defect: 'controller=promotes-stale',
    scenario: 'stale-standby',
    named: 'no-lost-acknowledged',
    also: {
      ...losses,
      ...feedTookBack,
      expectation: 'the stale one acknowledges before the heal',
      'venue-halted': 'somebody leads where nobody may',
      rto: 'the old leader cannot go on from what the stale one wrote',
      slo: 'and is away again in the steady phase',
      'no-duplicate-execution': 'sequences are given out a second time',
      'price-time-priority': 'fills were told of orders that are gone',
      'sequence-respects-real-time': 'the stale one begins again further back',
      'reads-agree': 'orders stand elsewhere than they were acknowledged',
    },
    verdict: 'VIOLATION',
    unseen: { scenario: 'leader-killed', because: 'somebody in sync can lead there' },
  },
  {
    defect: 'engine=slow-failover:30000',
    scenario: 'everything-at-once-and-back',
    named: 'cold-restart-recovered',
    also: {
      'services-came-back': 'no gateway is ready while nobody leads',
      rto: 'nobody leads before the load ends',
      slo: 'nobody serves in the steady phase',
    },
    verdict: 'FAIL',
  },
];
