import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { HistoryEvent } from '#contract/history.ts';
import type { NoiseFloor } from '#contract/run.ts';
import { userCacheFolder } from '#kit/cache-folder.ts';
import { quantile } from './load/lag.ts';
import { startLoad } from './load/start.ts';
import { startNullServer } from './null-server/start.ts';

const unmeasured: NoiseFloor = {
  roundTripP50Ms: null,
  roundTripP99Ms: null,
  timerLagP99Ms: null,
  measuredAt: null,
};

/** Names what the measurement depends on; another machine, kernel or Node has not been measured. */
export function machineFingerprint(): string {
  const cpus = os.cpus();
  const parts = [os.platform(), os.release(), process.version, cpus[0]?.model ?? '', cpus.length];
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16);
}

/** What `doctor --calibrate` measured on this machine; nulls if it never did. */
export async function readNoiseFloor(folder = userCacheFolder()): Promise<NoiseFloor> {
  try {
    const text = await readFile(path.join(folder, 'noise-floor.json'), 'utf8');
    const { fingerprint, ...floor } = JSON.parse(text) as NoiseFloor & { fingerprint: string };
    return fingerprint === machineFingerprint() ? floor : unmeasured;
  } catch {
    return unmeasured;
  }
}

/** Resolves to the file that was written. */
export async function storeNoiseFloor(
  floor: NoiseFloor,
  folder = userCacheFolder(),
): Promise<string> {
  const file = path.join(folder, 'noise-floor.json');
  await mkdir(folder, { recursive: true });
  const stored = { fingerprint: machineFingerprint(), ...floor };
  await writeFile(file, `${JSON.stringify(stored, null, 2)}\n`);
  return file;
}

export interface CalibrationRequest {
  readonly ratePerSecond: number;
  readonly durationMs: number;
  /** Left out at the beginning, while code is still being compiled. */
  readonly warmupMs: number;
}

export const calibration: CalibrationRequest = {
  ratePerSecond: 200,
  durationMs: 5_000,
  warmupMs: 1_000,
};

/** Trades with a server that does nothing: what is measured is the machine and the harness. */
export async function measureNoiseFloor(request: CalibrationRequest): Promise<NoiseFloor> {
  const { ratePerSecond, durationMs, warmupMs } = request;
  await using server = await startNullServer(0);
  const samples = nullSamples();
  const load = await startLoad({
    gen: 0,
    load: { id: 'calibration', generator: 'witness', options: { rate: ratePerSecond }, seed: 1 },
    client: { name: 'reference-http', options: {} },
    gateways: [{ name: 'null', address: server.address }],
    symbols: ['X'],
    runTag: 'calibration',
    runId: 'calibration',
    originNs: process.hrtime.bigint(),
    record: samples.record,
  });
  try {
    await load.begin();
    await new Promise((resolve) => setTimeout(resolve, warmupMs));
    samples.restart();
    await new Promise((resolve) => setTimeout(resolve, durationMs));
    await load.stop();
    await load.drain(1_000);
  } finally {
    await load.end();
  }
  return samples.floor();
}

interface Samples {
  record(event: HistoryEvent): void;
  /** Forgets what was measured so far. */
  restart(): void;
  floor(): NoiseFloor;
}

function nullSamples(): Samples {
  const sentUs = new Map<number, number>();
  let roundTripsUs: number[] = [];
  let lagsUs: number[] = [];
  return {
    record(event) {
      if (event.type === 'sent') {
        sentUs.set(event.op, event.atUs);
        lagsUs.push(event.atUs - event.intendedUs);
      } else if (event.type === 'told' && event.outcome === 'accepted') {
        roundTripsUs.push(event.atUs - (sentUs.get(event.op) ?? event.atUs));
        sentUs.delete(event.op);
      }
    },
    restart() {
      roundTripsUs = [];
      lagsUs = [];
    },
    floor: () => ({
      roundTripP50Ms: quantileMs(roundTripsUs, 0.5),
      roundTripP99Ms: quantileMs(roundTripsUs, 0.99),
      timerLagP99Ms: quantileMs(lagsUs, 0.99),
      measuredAt: new Date().toISOString(),
    }),
  };
}

function quantileMs(samplesUs: number[], share: number): number | null {
  if (samplesUs.length === 0) return null;
  return (
    quantile(
      samplesUs.sort((one, other) => one - other),
      share,
    ) / 1_000
  );
}
