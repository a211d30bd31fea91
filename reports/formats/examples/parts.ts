import type {
  CheckReport,
  FaultReport,
  IncidentReport,
  LoadReport,
  PhaseReport,
  RpoReport,
  RtoReport,
  RunReport,
  SloReport,
} from 'proofhouse/contract';

/** Pieces of run.json as real runs give them; the examples put them together. */
export const identity = {
  schema: 'proofhouse.run/1',
  id: '20260724-120312-leader-killed-8421',
  tool: { version: '0.1.0', commit: 'a13dadc' },
  scenario: {
    id: 'leader-killed',
    title: 'A killed leader loses no acknowledged order',
    file: 'scenarios/leader-killed.yaml',
    digest: '5f2b8c1d9e3a4f60718293a4b5c6d7e8f90123456789abcdef0123456789abcd',
    requirements: ['9.4', '1.5'],
  },
  plan: { digest: 'c0ffee1234567890c0ffee1234567890c0ffee1234567890c0ffee1234567890' },
  seed: 8421,
  runtime: 'process',
  venue: {
    name: 'reference',
    version: '1.0.0',
    commit: 'a13dadc',
    configDigest: '9b1deb4d3b7d4bad9bdd2b0d7b3dcb6d',
    defects: [],
  },
  startedAt: '2026-07-24T12:03:12.402Z',
  durationMs: 17_912.4,
  residue: 'clean',
  residues: [],
  noiseFloor: {
    roundTripP50Ms: 0.21,
    roundTripP99Ms: 0.94,
    timerLagP99Ms: 1.18,
    measuredAt: '2026-07-24T11:58:02.000Z',
  },
  environment: {
    node: 'v24.21.0',
    system: 'Linux 6.18 x64',
    processor: '2 cores',
    memory: '24 GiB',
    disk: 'ext4',
  },
  reproduce: 'proofhouse run scenarios/leader-killed.yaml --seed 8421',
} satisfies Partial<RunReport>;

export const phases: readonly PhaseReport[] = [
  { name: 'up', fromUs: 0, toUs: 1_612_000, because: 'all 5 services ready' },
  { name: 'warmup', fromUs: 1_612_000, toUs: 3_620_000, because: 'p99 stable' },
  { name: 'baseline', fromUs: 3_620_000, toUs: 6_621_000, because: '3 s over, baseline met' },
  { name: 'fault', fromUs: 6_621_000, toUs: 10_622_000, because: '4 s over' },
  { name: 'recovery', fromUs: 10_622_000, toUs: 12_130_000, because: 'all lanes back, in sync' },
  { name: 'steady', fromUs: 12_130_000, toUs: 14_131_000, because: '2 s over' },
  { name: 'reconcile', fromUs: 14_131_000, toUs: 17_104_000, because: '4 reads complete' },
  { name: 'down', fromUs: 17_104_000, toUs: 17_480_000, because: 'all processes ended' },
];

export const kill: FaultReport = {
  id: 'kill',
  kind: 'process-kill',
  target: 'engine-a (leader, pid 40123)',
  status: 'confirmed',
  because: 'pid 40123 is gone from the process table',
  commandUs: 7_122_410,
  lastNegativeUs: 7_123_050,
  effectUs: 7_125_730,
  healCommandUs: 10_622_300,
  healedUs: 10_874_900,
};

export const rto: RtoReport = {
  outcome: 'pass',
  because:
    'some gateway served every symbol and kind again 0.41 s after the last reading without effect',
  serviceMs: 412.3,
  redundancyMs: 608.9,
  afterHealMs: null,
  redundancyAfterHealMs: 608.9,
  intervalMs: [349.6, 412.3],
  noInterruption: false,
  unseenBelowMs: 66.4,
  limitMs: 2000,
  redundancyLimitMs: 10_000,
  resolutionMs: 60,
  effectWindowMs: 2.68,
  by: 'self-recovery',
  split: { impactMs: 4.1, detectMs: 181.2, switchMs: 303.9, reopenMs: 405.5, redundantMs: 4101.4 },
  relapse: false,
  rung: 'high availability (1-5 s)',
};

export const rpo: RpoReport = {
  outcome: 'pass',
  because: 'every operation told accepted is in the recovered state',
  horizon: 'acked',
  lostOrders: 0,
  lostOperations: 0,
  upperBound: 3,
  limitOrders: 0,
  lostAgeMs: null,
  limitAgeMs: null,
  exposure: {
    toldLast100Ms: 17,
    toldLast1s: 268,
    neededLast100Ms: 5,
    indeterminate: 11,
    indeterminateExecuted: 8,
    indeterminateVanished: 3,
  },
  byPeriod: { beforeEffect: 0, duringOutage: 0, afterRecovery: 0 },
  phantom: 0,
  resurrected: 0,
  duplicated: 0,
  reordered: 0,
  ids: [],
  orders: [],
};

export const incident: IncidentReport = {
  faults: ['kill'],
  fromUs: 7_123_050,
  toUs: 11_231_200,
  rto,
  rpo,
};

export const slo: readonly SloReport[] = [
  {
    id: 'ack',
    phase: 'baseline',
    outcome: 'pass',
    because: '600 of 600 within 100 ms',
    withinMs: 100,
    good: 600,
    total: 600,
    ratio: 1,
    target: 0.99,
    budgetSpent: 0,
    p50Ms: 3.14,
    p99Ms: 8.62,
    p999Ms: 12.9,
  },
  {
    id: 'ack',
    phase: 'steady',
    outcome: 'pass',
    because: '399 of 400 within 100 ms',
    withinMs: 100,
    good: 399,
    total: 400,
    ratio: 0.9975,
    target: 0.99,
    budgetSpent: 0.25,
    p50Ms: 3.31,
    p99Ms: 11.05,
    p999Ms: 104.2,
  },
];

export const load: readonly LoadReport[] = [
  {
    id: 'witness',
    generator: 'witness',
    witness: true,
    intended: 2480,
    sent: 2480,
    accepted: 2391,
    rejected: 0,
    notExecuted: 78,
    indeterminate: 11,
    trades: 402,
    outcome: 'pass',
    because: '100 % sent on schedule, 96.4 % accepted',
    lagMs: { p50: 0.31, p99: 1.12, max: 2.4 },
  },
  {
    id: 'burst',
    generator: 'burst',
    witness: false,
    intended: 1904,
    sent: 1904,
    accepted: 1712,
    rejected: 14,
    notExecuted: 178,
    indeterminate: 0,
    trades: 655,
    outcome: 'pass',
    because: '100 % sent on schedule, 89.9 % accepted',
    lagMs: { p50: 0.42, p99: 1.9, max: 4.8 },
  },
];

export const checks: readonly CheckReport[] = [
  check('never-crossed', 4103, 'best bid stayed below best ask after each of 4,103 commands'),
  check('no-duplicate-execution', 1057, 'each of 1,057 trades was executed once'),
  check('no-phantom', 192, 'none of 192 refused operations lives in a book'),
  check('no-resurrected-order', 811, 'none of 811 cancelled orders lives in a book'),
  check('price-time-priority', 4103, 'the model gives the same fills for 4,103 commands'),
  check('quantity-conserved', 3292, 'executed plus open plus cancelled equals the quantity'),
  check('reads-agree', 13_168, '4 complete reads, 2 of them cold, agree on 3,292 orders'),
  check('sequence-respects-real-time', 4103, 'no acknowledged operation precedes an earlier one'),
  check('single-leader-per-epoch', 312, 'no epoch had two leaders in 312 observations'),
  {
    ...check('old-leader-fenced', 2, 'engine-a rejoined as standby in epoch 2'),
    class: 'sometimes',
  },
  { ...check('standby-took-over', 1, 'engine-b led from epoch 2 on'), class: 'sometimes' },
];

function check(id: string, examined: number, because: string): CheckReport {
  return {
    id,
    class: 'safety',
    outcome: 'pass',
    examined,
    because,
    evidence: [],
    doesNotVerify: `What happens outside the ${id.replaceAll('-', ' ')} rule, and what no client sent.`,
  };
}
