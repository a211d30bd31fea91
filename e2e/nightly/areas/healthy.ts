import { proofhouse, readJson, runFolders, temporaryFolder } from '../../cli.ts';

/**
 * 50 healthy runs, one after another: all must exit 0; every other outcome is listed with its
 * cause.
 */
export async function run(options: {
  budgetMs: number;
  seed: number;
  folder: string;
  resume?: unknown;
  count?: number;
}) {
  const { count = 50 } = options;
  const before = options.resume as { others: string[]; done: number; rttMs: number[] } | undefined;
  const others = [...(before?.others ?? [])];
  const deadline = performance.now() + options.budgetMs;
  let done = before?.done ?? 0;
  for (; done < count && performance.now() < deadline; done += 1) {
    const seed = options.seed + done;
    const out = temporaryFolder();
    try {
      const args = ['run', 'scenarios/healthy.yaml', '--seed', String(seed), '--out', out.path];
      const { code, stderr } = await proofhouse(args);
      if (code === 0) continue;
      const folder = runFolders(out.path).at(-1);
      const why = folder === undefined ? stderr.slice(-300) : readJson(folder).reasons.join('; ');
      others.push(`seed ${seed}: exit ${code}: ${why}`);
    } finally {
      out.dispose();
    }
  }
  return {
    passed: done - others.length,
    failed: others.length,
    figures: { runs: done, wanted: count, others },
    resume: done < count ? { others, done } : undefined,
  };
}
