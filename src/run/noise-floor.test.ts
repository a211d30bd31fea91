import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { measureNoiseFloor, readNoiseFloor, storeNoiseFloor } from './noise-floor.ts';

const folder = await mkdtemp(path.join(os.tmpdir(), 'proofhouse-noise-'));
afterAll(() => rm(folder, { recursive: true }));

const unmeasured = {
  roundTripP50Ms: null,
  roundTripP99Ms: null,
  timerLagP99Ms: null,
  measuredAt: null,
};

test('never measured is null, never zero', async () => {
  expect(await readNoiseFloor(path.join(folder, 'none'))).toEqual(unmeasured);
});

test('what was measured is read again, but on no other machine', async () => {
  const request = { ratePerSecond: 200, durationMs: 300, warmupMs: 100 };
  const floor = await measureNoiseFloor(request);
  expect(floor.roundTripP50Ms).toBeGreaterThan(0);
  expect(floor.roundTripP99Ms).toBeGreaterThanOrEqual(floor.roundTripP50Ms as number);
  expect(floor.timerLagP99Ms).toBeGreaterThan(0);
  const file = await storeNoiseFloor(floor, folder);
  expect(await readNoiseFloor(folder)).toEqual(floor);
  const stored = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(file, JSON.stringify({ ...stored, fingerprint: 'another' }));
  expect(await readNoiseFloor(folder)).toEqual(unmeasured);
});
