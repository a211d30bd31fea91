import { z } from 'zod';
import type { CheckPlugin } from '#contract/check.ts';
import type { FaultPlugin } from '#contract/fault.ts';
import type { GeneratorPlugin } from '#contract/generator.ts';
import type { Plan } from '#contract/plan.ts';
import type { RuntimePlugin } from '#contract/runtime.ts';
import type { VenuePlugin } from '#contract/venue.ts';
import { problemsOf, unknownWord } from './issues.ts';
import { needProblems } from './needs.ts';
import type { Planned } from './plan.ts';
import { planFileSchema } from './plan-schema.ts';
import { describeProblems, type Path, type Problem } from './problem.ts';
import type { Catalogue, Resolved, ResolvedFault } from './resolve.ts';
import type { Source } from './source.ts';

interface ReplanOptions {
  readonly catalogue: Catalogue;
  /** What may not be changed on a plan: it is the recipe of one run. */
  readonly fixed: {
    readonly seed?: string | number | undefined;
    readonly set: readonly string[];
    readonly defects: readonly string[];
  };
}

/**
 * Takes a written plan (plan.json of a run) again. Its structure, its names, the options of its
 * plugins and the needs of its faults are judged anew; limits were judged when it was made.
 */
export async function replan(
  source: Source,
  { catalogue, fixed }: ReplanOptions,
): Promise<Planned> {
  const problems: Problem[] = [...source.problems];
  if (fixed.seed !== undefined || fixed.set.length > 0 || fixed.defects.length > 0) {
    const hints = ['plan the scenario again with --seed, --set or --defect'];
    problems.push({ path: ['scenario'], message: 'a plan is taken as it is', hints });
  }
  const parsed = planFileSchema.safeParse(source.value);
  let plan: Plan | undefined;
  if (parsed.success) {
    plan = parsed.data as Plan;
    problems.push(...(await pluginProblems(plan, catalogue)));
  } else if (source.value !== undefined) {
    problems.push(...problemsOf(parsed.error.issues, planFileSchema, source.value, []));
  }
  return {
    file: source.file,
    id: plan?.scenario.id,
    title: plan?.scenario.title ?? '',
    tags: plan?.scenario.tags ?? [],
    plan: problems.length === 0 ? plan : undefined,
    problems,
    text: describeProblems(problems, source.locate),
  };
}

async function pluginProblems(plan: Plan, catalogue: Catalogue): Promise<Problem[]> {
  const problems: Problem[] = [];
  const find = async <T>(
    kind: Parameters<Catalogue['loadPlugin']>[0],
    name: string,
    path: Path,
  ) => {
    const names = await catalogue.pluginNames(kind);
    if (names.includes(name)) return catalogue.loadPlugin<T>(kind, name);
    problems.push(unknownWord(path, name, names, kind));
    return undefined;
  };
  const optioned = (plugin: { options: z.ZodType } | undefined, options: unknown, path: Path) => {
    if (plugin !== undefined) problems.push(...optionProblems(plugin.options, options, path));
  };
  const venue = await find<VenuePlugin>('venue', plan.venue.name, ['venue', 'name']);
  const runtime = await find<RuntimePlugin>('runtime', plan.runtime, ['runtime']);
  await find('client', plan.venue.client, ['venue', 'client']);
  optioned(venue, plan.venue.options, ['venue', 'options']);
  if (venue !== undefined && venue.version !== plan.venue.version) {
    const message = `the plan was made for version ${plan.venue.version} of ${plan.venue.name}`;
    const hints = [`this is version ${venue.version}: plan the scenario again`];
    problems.push({ path: ['venue', 'version'], message, hints });
  }
  for (const [index, load] of plan.load.entries()) {
    const path = ['load', index];
    const plugin = await find<GeneratorPlugin>('generator', load.generator, [...path, 'generator']);
    optioned(plugin, load.options, [...path, 'options']);
  }
  for (const [index, check] of plan.checks.entries()) {
    const plugin = await find<CheckPlugin>('check', check.id, ['checks', index, 'id']);
    optioned(plugin, check.options, ['checks', index, 'options']);
  }
  const faults: ResolvedFault[] = [];
  for (const [index, planned] of plan.faults.entries()) {
    const path = ['faults', index];
    const plugin = await find<FaultPlugin>('fault', planned.kind, [...path, 'kind']);
    optioned(plugin, planned.options, [...path, 'options']);
    if (plugin) faults.push({ path, planned, plugin });
  }
  if (problems.length > 0) return problems;
  return needProblems(asResolved(plan, venue, runtime, faults));
}

/** Options in a plan are what the schema decodes to, so encoding them must work. */
function optionProblems(schema: z.ZodType, options: unknown, path: Path): Problem[] {
  const encoded = z.safeEncode(schema, options as never);
  return encoded.success ? [] : problemsOf(encoded.error.issues, schema, options, path);
}

function asResolved(
  plan: Plan,
  venue: VenuePlugin | undefined,
  runtime: RuntimePlugin | undefined,
  faults: readonly ResolvedFault[],
): Pick<Resolved, 'venue' | 'runtime' | 'faults'> {
  const { name, options, defects } = plan.venue;
  return {
    venue: venue && {
      name,
      plugin: venue,
      options,
      defects,
      topology: venue.topology(options, defects),
      client: plan.venue.client,
    },
    runtime: runtime && { name: plan.runtime, plugin: runtime },
    faults,
  };
}
