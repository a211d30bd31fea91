import type { CheckReport, LostOrder, RunReport } from 'proofhouse/contract';
import { checks, identity, incident, kill, load, phases, rpo, rto, slo } from './parts.ts';
import { exampleLanes, exampleTimeline } from './timeline.ts';

/** What each of the example's lanes had of it: all the same. */
function served(phase: string, accepted: number, intended: number) {
  const each = { accepted: accepted / 12, intended: intended / 12, ratio: accepted / intended };
  const lanes = exampleLanes.map((lane) => ({ lane, ...each }));
  return { phase, accepted, intended, ratio: accepted / intended, lanes };
}

/**
 * Runs as newcomers meet them: for the tests of the formats and for looking at their pages.
 */
export const passed: RunReport = {
  ...identity,
  schema: 'proofhouse.run/1',
  residue: 'clean',
  verdict: 'PASS',
  exitCode: 0,
  reasons: ['all that was required ran: 1 fault confirmed and healed, 11 checks passed'],
  phases,
  faults: [kill],
  incidents: [incident],
  slo,
  availability: [
    served('baseline', 600, 600),
    served('fault', 711, 800),
    served('recovery', 302, 302),
    served('steady', 400, 400),
  ],
  bystanders: [],
  checks,
  load,
  timeline: exampleTimeline({
    loadFromMs: 1700,
    loadToMs: 14_100,
    endMs: 17_480,
    outage: [7120, 7540],
    burst: [6600, 10_600],
    leaders: [
      { atUs: 1_204_000, leader: 'engine-a', epoch: 1 },
      { atUs: 7_125_730, leader: null, epoch: null },
      { atUs: 7_433_600, leader: 'engine-b', epoch: 2 },
      { atUs: 15_300_000, leader: null, epoch: null },
      { atUs: 16_110_000, leader: 'engine-b', epoch: 3 },
    ],
  }),
  events: 34_567,
};

const lostIds = [
  ['w8421-1-1402', 7_088_410, 37.3, 'buy 10 X at 10,012 is absent from every read'],
  ['w8421-1-1409', 7_101_960, 23.8, 'sell 4 Y at 5,003 is absent from every read'],
  ['w8421-0-1090', 7_119_220, 6.5, 'buy 2 X at 9,988 is absent from every read'],
] as const;

function lostOrder(id: string, toldUs: number, what: string): LostOrder {
  const order = what.replace(/ is absent.*/, '');
  return {
    id,
    events: [
      { atUs: toldUs - 2_310, by: 'sent', what: `${order}, gtc, account 4, through gateway-a` },
      { atUs: toldUs, by: 'told', what: 'told accepted, sequence 3071 of epoch 1, 0 lots' },
      { atUs: 14_402_000, by: 'read', what: 'read through gateway-a: absent' },
      {
        atUs: 16_310_000,
        by: 'read',
        what: 'read after the cold restart through gateway-a: absent',
      },
      {
        atUs: null,
        by: 'log',
        what: "not among the 4102 entries that were read of the venue's log",
      },
    ],
  };
}

export const violated: RunReport = {
  ...passed,
  id: '20260724-121544-leader-killed-8421',
  verdict: 'VIOLATION',
  exitCode: 2,
  venue: { ...passed.venue, defects: ['engine=lose-ack:3'] },
  reproduce: 'proofhouse run scenarios/leader-killed.yaml --seed 8421 --defect engine=lose-ack:3',
  reasons: [
    'rpo: 3 acknowledged orders are lost (limit 0), inside the promise of venue "reference"',
    'safety check reads-agree failed: 3 orders are missing from 2 of 4 reads',
  ],
  incidents: [
    {
      ...incident,
      rpo: {
        ...rpo,
        outcome: 'fail',
        because: '3 orders that were told accepted are absent from the recovered state',
        lostOrders: 3,
        lostOperations: 3,
        upperBound: 6,
        lostAgeMs: 37.3,
        byPeriod: { beforeEffect: 3, duringOutage: 0, afterRecovery: 0 },
        ids: lostIds.map(([id, toldUs, ageMs, what]) => ({
          id,
          order: id,
          kind: 'new',
          toldUs,
          period: 'before-effect',
          ageMs,
          notional: 100_120,
          what,
        })),
        orders: lostIds.map(([id, toldUs, , what]) => lostOrder(id, toldUs, what)),
      },
    },
  ],
  checks: checks.map((check) => (check.id === 'reads-agree' ? failedRead(check) : check)),
};

function failedRead(check: CheckReport): CheckReport {
  return {
    ...check,
    outcome: 'fail',
    because: '3 orders are missing from 2 of 4 reads',
    evidence: lostIds.map(([id, , , what]) => `${id}: ${what}; told accepted by gateway-a`),
  };
}

/**
 * The kill hit a process that was no longer the leader: nothing that rests on the fault may be
 * said.
 */
export const inconclusive: RunReport = {
  ...passed,
  id: '20260724-123001-leader-killed-77',
  seed: 77,
  verdict: 'INCONCLUSIVE',
  exitCode: 3,
  reproduce: 'proofhouse run scenarios/leader-killed.yaml --seed 77',
  reasons: [
    'fault kill is a mismatch: engine-a was no longer the leader when it was read again',
    'rto and rpo are unknown: they rest on a fault that was not confirmed',
  ],
  faults: [
    {
      ...kill,
      status: 'mismatch',
      because: 'engine-a was no longer the leader when it was read again: engine-b led epoch 2',
      lastNegativeUs: null,
      effectUs: null,
    },
  ],
  incidents: [
    {
      ...incident,
      toUs: null,
      rto: {
        ...rto,
        outcome: 'unknown',
        because: 'rests on fault kill, which was not confirmed',
        serviceMs: null,
        redundancyMs: null,
        redundancyAfterHealMs: null,
        intervalMs: null,
        effectWindowMs: null,
        by: 'none',
        split: {
          impactMs: null,
          detectMs: null,
          switchMs: null,
          reopenMs: null,
          redundantMs: null,
        },
        rung: 'none reached',
      },
      rpo: {
        ...rpo,
        outcome: 'unknown',
        because: 'rests on fault kill, which was not confirmed',
        lostOrders: null,
        lostOperations: null,
        upperBound: null,
        exposure: { ...rpo.exposure, toldLast100Ms: 0, toldLast1s: 0 },
      },
    },
  ],
  checks: checks.map((check) =>
    check.class === 'sometimes'
      ? { ...check, outcome: 'unknown', examined: 0, because: 'fault kill was not confirmed' }
      : check,
  ),
  timeline: exampleTimeline({
    loadFromMs: 1700,
    loadToMs: 14_100,
    endMs: 17_480,
    outage: null,
    burst: [6600, 10_600],
    leaders: [{ atUs: 1_204_000, leader: 'engine-b', epoch: 2 }],
  }),
};

/** A venue that never answered well enough: no fault was injected, hardly anything was seen. */
export const broken: RunReport = {
  ...passed,
  id: '20260724-124410-leader-killed-8421',
  verdict: 'BROKEN',
  exitCode: 69,
  durationMs: 15_204,
  reasons: [
    'baseline not met: 61.2 % of the witness operations were accepted (at least 95 %), so no fault was injected',
  ],
  residue: 'dirty',
  residues: ['process 40127 (engine-b) still ran 5 s after the end'],
  phases: phases.slice(0, 3),
  faults: [
    {
      ...kill,
      status: 'not-injected',
      target: 'engine, the leader',
      because: 'the baseline was not met',
      commandUs: null,
      lastNegativeUs: null,
      effectUs: null,
      healCommandUs: null,
      healedUs: null,
    },
  ],
  incidents: [],
  slo: slo.slice(0, 1).map((row) => ({
    ...row,
    outcome: 'unknown',
    because: 'nothing was accepted in this phase',
    good: 0,
    total: 0,
    ratio: null,
    budgetSpent: null,
    p50Ms: null,
    p99Ms: null,
    p999Ms: null,
  })),
  availability: [{ phase: 'baseline', accepted: 0, intended: 0, ratio: null, lanes: [] }],
  checks: checks.map((check) => ({
    ...check,
    outcome: 'unknown',
    examined: 0,
    because: 'saw nothing: no complete read',
  })),
  load: load.map((row) => ({
    ...row,
    accepted: 0,
    outcome: 'unknown',
    because: 'the baseline was not met',
    lagMs: { p50: null, p99: null, max: null },
  })),
  noiseFloor: { roundTripP50Ms: null, roundTripP99Ms: null, timerLagP99Ms: null, measuredAt: null },
  timeline: exampleTimeline({
    loadFromMs: 1700,
    loadToMs: 1700,
    endMs: 6600,
    outage: null,
    burst: null,
    leaders: [],
  }),
};

/** It came back, but not in time. */
export const failed: RunReport = {
  ...passed,
  id: '20260724-123544-leader-killed-8421',
  verdict: 'FAIL',
  exitCode: 1,
  reasons: ['RTO: gateway-b recovered by itself after 3412.3 ms (limit 2000 ms)'],
  incidents: [
    {
      ...incident,
      rto: {
        ...rto,
        outcome: 'fail',
        because: 'gateway-b recovered by itself after 3412.3 ms (limit 2000 ms)',
        serviceMs: 3412.3,
        intervalMs: [3349.6, 3412.3],
        split: { ...rto.split, switchMs: 2903.9, reopenMs: 3405.5 },
      },
    },
  ],
  timeline: exampleTimeline({
    loadFromMs: 1700,
    loadToMs: 14_100,
    endMs: 17_480,
    outage: [7120, 10_530],
    burst: [6600, 10_600],
    leaders: passed.timeline.leaders,
  }),
};

export const examples = { passed, violated, inconclusive, failed, broken };
