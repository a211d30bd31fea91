import { afterEach, beforeEach, expect, test } from 'vitest';
import { proofhouse, readJson, runFolders, temporaryFolder } from './cli.ts';
import { available } from './requires.ts';

/** A venue on somebody else's engine: the harness is not made for its own venue alone. */
const folder = 'scenarios/nodejs-order-book';
const timeoutMs = 120_000;
const isRoot = process.getuid?.() === 0;
const hasImages = available('disk-image', isRoot);

/** It has no feed, and nobody reads its books queue by queue. */
const unseenHere = [
  'each-trade-once-everywhere',
  'feed-rebuilds-book',
  'gapless-feed',
  'queue-order-kept-by-recovery',
  'replay-equals-live',
];

let out: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  out = temporaryFolder();
});
afterEach(() => out.dispose());

async function runOf(scenario: string, ...more: string[]) {
  await proofhouse(['run', `${folder}/${scenario}.yaml`, '--out', out.path, ...more]);
  return readJson(runFolders(out.path)[0] ?? '');
}

/**
 * A busy machine may leave unknown whether load came on time and how much was told just before the
 * fault. It excuses neither a red nor a check that was not made.
 */
// biome-ignore lint/suspicious/noExplicitAny: run.json is read as a stranger would.
function expectNothingLost({ verdict, reasons, checks, faults, incidents }: any): void {
  expect(['PASS', 'INCONCLUSIVE'], reasons.join()).toContain(verdict);
  expect(faults).toMatchObject([{ status: 'confirmed' }]);
  expect(incidents).toMatchObject([
    { rto: { outcome: 'pass', by: 'repair' }, rpo: { lostOrders: 0 } },
  ]);
  const others = checks.filter((check: { outcome: string }) => check.outcome !== 'pass');
  expect(others.map((check: { id: string }) => check.id).sort()).toEqual(unseenHere);
  for (const { outcome } of others) expect(outcome).toBe('skipped');
}

test(
  'its engine killed: an outage until it is started again, and nothing is lost',
  async () => expectNothingLost(await runOf('engine-killed')),
  timeoutMs,
);

test.skipIf(!hasImages)(
  'its power cut: what it acknowledged is on disk',
  async () => expectNothingLost(await runOf('power-cut')),
  timeoutMs,
);

test.skipIf(!hasImages)(
  'its power cut with nothing synced: the loss is measured, and is no broken promise',
  async () => {
    const { verdict, reasons, incidents } = await runOf(
      'power-cut',
      ...['--set', 'venue.durability=none'],
    );
    expect(verdict, reasons.join()).toBe('FAIL');
    expect(incidents[0].rpo.outcome).toBe('fail');
    expect(incidents[0].rpo.lostOrders).toBeGreaterThan(100);
  },
  timeoutMs,
);
