import type { Plan } from '#contract/plan.ts';
import type { RunReport, Verdict } from '#contract/run.ts';
import { exitCodeOf } from '#judge/exit.ts';
import { digestOf } from '#kit/canonical.ts';
import { checkout } from '#kit/checkout.ts';
import type { ExitCode } from '#kit/errors.ts';
import { readNoiseFloor } from '#run/noise-floor.ts';
import { commitOf, machineFacts, toolVersion } from './identity.ts';

/** What a report tells of a run beside its verdict. */
export interface RunFacts {
  readonly plan: Plan;
  readonly planDigest: string;
  readonly runId: string;
  readonly startedAt: Date;
  readonly durationMs: number;
  /** What the run left behind, one sentence each. */
  readonly residues: readonly string[];
  /** The exit code of the signal that ended it, if one did. */
  readonly signalCode: ExitCode | undefined;
  /** The command that repeats it. */
  readonly reproduce: string;
}

/** run.json: the verdict and everything that a reader must know to place it. */
export async function reportOf(facts: RunFacts, judged: Verdict): Promise<RunReport> {
  const { plan, planDigest, runId, startedAt, durationMs, residues, signalCode } = facts;
  const { schema: _schema, ...verdict } = judged;
  const { id, title, file, digest, requirements } = plan.scenario;
  const { name, version, options, defects } = plan.venue;
  const residue = residues.length > 0 ? 'dirty' : 'clean';
  const code = exitCodeOf(verdict, residue);
  const commit = commitOf(checkout);
  return {
    ...verdict,
    schema: 'proofhouse.run/1',
    id: runId,
    tool: { version: toolVersion(), commit },
    scenario: { id, title, file, digest, requirements },
    plan: { digest: planDigest },
    seed: plan.seed,
    runtime: plan.runtime,
    venue: {
      name,
      version,
      commit,
      configDigest: digestOf({ options, defects }),
      defects: plantedIn(plan),
    },
    startedAt: startedAt.toISOString(),
    durationMs,
    residue,
    residues,
    exitCode: residue === 'clean' ? (signalCode ?? code) : code,
    noiseFloor: await readNoiseFloor(),
    environment: machineFacts(),
    reproduce: facts.reproduce,
  };
}

/** The command that runs the same scenario with the same seed, settings and defects again. */
export function reproduceCommand(plan: Plan, set: readonly string[]): string {
  const flags = [
    `--seed ${plan.seed}`,
    ...set.map((one) => `--set ${quoted(one)}`),
    ...plantedIn(plan).map((one) => `--defect ${quoted(one)}`),
  ];
  return `npx proofhouse run ${quoted(plan.scenario.file)} ${flags.join(' ')}`;
}

export function quoted(text: string): string {
  return /^[\w=.:/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function plantedIn({ venue }: Plan): string[] {
  return venue.defects.map(({ role, name, argument }) =>
    argument === undefined ? `${role}=${name}` : `${role}=${name}:${argument}`,
  );
}
