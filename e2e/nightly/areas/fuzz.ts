import { fuzz } from '../fuzz/fuzz.ts';

interface Progress {
  readonly done: number;
  readonly accepted: number;
  readonly slowestMs: number;
  readonly findings: string[];
}

/** 10 million hostile inputs against the parser of the stream and the entry of the model. */
export async function run(options: {
  budgetMs: number;
  seed: number;
  folder: string;
  resume?: unknown;
  count?: number;
}) {
  const { count = 10_000_000, seed, budgetMs } = options;
  const none: Progress = { done: 0, accepted: 0, slowestMs: 0, findings: [] };
  const before = (options.resume as Progress | undefined) ?? none;
  const result = fuzz({
    count: count - before.done,
    seed: (seed + before.done) >>> 0,
    deadlineMs: performance.now() + budgetMs,
  });
  const done = before.done + result.inputs;
  const accepted = before.accepted + result.accepted;
  const slowestMs = Math.max(before.slowestMs, result.slowestMs);
  const findings = [...before.findings, ...result.findings];
  return {
    passed: done - findings.length,
    failed: findings.length,
    figures: { inputs: done, wanted: count, accepted, 'slowest ms': slowestMs, findings },
    resume: done < count ? { done, accepted, slowestMs, findings } : undefined,
  };
}
