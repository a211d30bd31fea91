import { readFile } from 'node:fs/promises';
import type { Plan } from '#contract/plan.ts';
import { exitCodes, messageOf, ProofhouseError } from '#kit/errors.ts';
import { buildPlan } from './build.ts';
import { type Draft, readDraft } from './draft.ts';
import { faultProblems } from './fault-rules.ts';
import { needProblems } from './needs.ts';
import { withOverrides } from './overrides.ts';
import { replan } from './plan-file.ts';
import { describeProblems, type Problem, refuse } from './problem.ts';
import { type Catalogue, checkNames, resolveDraft } from './resolve.ts';
import { scenarioProblems } from './rules.ts';
import { selectFiles } from './selection.ts';
import { readSource } from './source.ts';

export interface PlanOptions {
  readonly catalogue: Catalogue;
  /** `path=value`, judged like the file. */
  readonly set?: readonly string[];
  /** In place of the scenario's seed. */
  readonly seed?: string | number | undefined;
  /** `ROLE=NAME[:ARG]`. */
  readonly defects?: readonly string[];
}

/** What planning says of one file: a plan, or problems and their text. */
export interface Planned {
  readonly file: string;
  /** The scenario's id, as far as it could be read. */
  readonly id: string | undefined;
  readonly title: string;
  readonly tags: readonly string[];
  readonly plan: Plan | undefined;
  readonly problems: readonly Problem[];
  /** All problems with their frames, in the order of the file. */
  readonly text: string;
}

/** Plans one scenario file (or takes a plan file again); throws with all its problems. */
export async function planScenario(file: string, options: PlanOptions): Promise<Plan> {
  return planOf(await examine(file, options));
}

/**
 * Plans everything that the patterns name, in order. One invalid file and nothing comes back: the
 * error tells all problems of all files.
 */
export async function planAll(patterns: readonly string[], options: PlanOptions): Promise<Plan[]> {
  const examined = await examineAll(patterns, options);
  const bad = examined.filter((one) => one.plan === undefined);
  if (bad.length > 0) {
    const texts = bad.map((one) => one.text);
    throw refuse(
      texts,
      bad.flatMap((one) => one.problems),
    );
  }
  return examined.map(planOf);
}

/** Says of every selected file what planning thinks of it, without throwing for a bad one. */
export async function examineAll(
  patterns: readonly string[],
  options: PlanOptions,
): Promise<Planned[]> {
  const examined: Planned[] = [];
  for (const file of await selectFiles(patterns)) examined.push(await examine(file, options));
  return withoutTwins(examined);
}

/** Structure and names of the selected files; no plugin is executed. */
export async function examineNames(
  patterns: readonly string[],
  catalogue: Catalogue,
): Promise<Planned[]> {
  const examined: Planned[] = [];
  for (const file of await selectFiles(patterns)) {
    const source = readSource(file, await textOf(file));
    const draft = readDraft(source);
    const problems = [...draft.problems];
    await checkNames(draft, catalogue, problems);
    examined.push({ ...finding(file, draft, problems, source.locate), plan: undefined });
  }
  return withoutTwins(examined);
}

async function examine(file: string, options: PlanOptions): Promise<Planned> {
  const { catalogue, seed, set = [], defects = [] } = options;
  const text = await textOf(file);
  const read = readSource(file, text);
  if (file.endsWith('.json')) return replan(read, { catalogue, fixed: { seed, set, defects } });
  const source = withOverrides(read, [
    ...set.map((setting) => ({ flag: '--set', text: setting }) as const),
    ...(seed === undefined ? [] : [{ flag: '--seed', text: `seed=${seed}` } as const]),
  ]);
  const draft = readDraft(source);
  const problems = [...draft.problems];
  const resolved = await resolveDraft(draft, catalogue, defects, problems);
  problems.push(
    ...scenarioProblems(draft, resolved),
    ...faultProblems(draft, resolved),
    ...(await needProblems(resolved)),
  );
  const found = finding(file, draft, problems, source.locate);
  if (problems.length > 0) return { ...found, plan: undefined };
  return { ...found, plan: buildPlan(draft, resolved, file, text) };
}

function finding(
  file: string,
  draft: Draft,
  problems: readonly Problem[],
  locate: Parameters<typeof describeProblems>[1],
): Omit<Planned, 'plan'> {
  const { id, title = '', tags = [] } = draft;
  return { file, id, title, tags, problems, text: describeProblems(problems, locate) };
}

function planOf({ file, plan, problems, text }: Planned): Plan {
  if (plan !== undefined) return plan;
  if (problems.length > 0) throw refuse([text], problems);
  throw new Error(`${file} has no problem and no plan`);
}

/** Reports and histories are told apart by the scenario's id: one selection, one id. */
function withoutTwins(examined: readonly Planned[]): Planned[] {
  const first = new Map<string, string>();
  return examined.map((one) => {
    const twin = one.id === undefined ? undefined : first.get(one.id);
    if (one.id !== undefined && twin === undefined) first.set(one.id, one.file);
    if (twin === undefined) return one;
    const message = `the id "${one.id}" belongs to ${twin} too`;
    const problem: Problem = { path: ['id'], message, hints: ['expected an id of its own'] };
    const text = [one.text, `${one.file}: ${message}`].filter(Boolean).join('\n\n');
    return { ...one, plan: undefined, problems: [...one.problems, problem], text };
  });
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (thrown) {
    throw new ProofhouseError(`${file} cannot be read: ${messageOf(thrown)}`, {
      code: 'unreadable',
      exitCode: exitCodes.usage,
      cure: 'Name a scenario file that exists and may be read.',
    });
  }
}
