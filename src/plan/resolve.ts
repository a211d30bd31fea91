import { z } from 'zod';
import type { CheckPlugin } from '#contract/check.ts';
import type { FaultPlugin } from '#contract/fault.ts';
import type { Flow, GeneratorPlugin } from '#contract/generator.ts';
import type { PlannedCheck, PlannedFault, PlannedLoad } from '#contract/plan.ts';
import type { RuntimePlugin } from '#contract/runtime.ts';
import type { PlantedDefect, Topology, VenuePlugin } from '#contract/venue.ts';
import { messageOf } from '#kit/errors.ts';
import { deriveSeed } from '#kit/random.ts';
import { defectsOf } from './defects.ts';
import { anchorOf, type Draft, type Item } from './draft.ts';
import { keysOf, problemsOf, unknownKey, unknownWord } from './issues.ts';
import type { Path, Problem } from './problem.ts';
import { faultHead, loadHead } from './scenario-schema.ts';

type PluginKind = 'venue' | 'client' | 'runtime' | 'generator' | 'fault' | 'check';

/** Where plugins come from; `src/catalogue.ts` is one. */
export interface Catalogue {
  pluginNames(kind: PluginKind): Promise<string[]>;
  loadPlugin<T>(kind: PluginKind, name: string): Promise<T>;
}

export interface ResolvedVenue {
  readonly name: string;
  readonly plugin: VenuePlugin;
  readonly options: unknown;
  readonly defects: readonly PlantedDefect[];
  readonly topology: Topology;
  readonly client: string;
}

export interface ResolvedLoad {
  readonly path: Path;
  readonly planned: PlannedLoad;
  readonly witness: boolean;
  readonly flow: Flow;
}

export interface ResolvedFault {
  readonly path: Path;
  readonly planned: PlannedFault;
  readonly plugin: FaultPlugin;
}

/** A draft with its plugins. What could not be resolved is absent, and a problem says why. */
export interface Resolved {
  readonly venue: ResolvedVenue | undefined;
  readonly runtime: { readonly name: string; readonly plugin: RuntimePlugin } | undefined;
  readonly load: readonly ResolvedLoad[];
  readonly faults: readonly ResolvedFault[];
  readonly checks: readonly PlannedCheck[];
  readonly checkPlugins: ReadonlyMap<string, CheckPlugin>;
}

/** Looks every name up, and lets every plugin judge its own options. */
export async function resolveDraft(
  draft: Draft,
  catalogue: Catalogue,
  defects: readonly string[],
  problems: Problem[],
): Promise<Resolved> {
  const find = finder(catalogue, problems);
  const venue = draft.venue && (await resolveVenue(draft.venue, find, defects, problems));
  const runtime =
    draft.runtime === undefined
      ? undefined
      : await find<RuntimePlugin>('runtime', draft.runtime, ['runtime']);
  const load: ResolvedLoad[] = [];
  for (const [index, item] of draft.load.entries()) {
    const plugin = await find<GeneratorPlugin>('generator', item.head.generator, [
      ...item.path,
      'generator',
    ]);
    const resolved = plugin && resolveLoad(item, plugin, { draft, venue, index }, problems);
    if (resolved) load.push(resolved);
  }
  const faults: ResolvedFault[] = [];
  for (const item of draft.faults) {
    const plugin = await find<FaultPlugin>('fault', item.head.kind, [...item.path, 'kind']);
    const resolved = plugin && resolveFault(item, plugin, problems);
    if (resolved) faults.push(resolved);
  }
  const { checks, checkPlugins } = await resolveChecks(draft, catalogue, find, { venue, problems });
  return {
    venue,
    runtime: runtime && { name: draft.runtime as string, plugin: runtime },
    load,
    faults,
    checks,
    checkPlugins,
  };
}

/** Names only: what can be said of plugins without executing one. */
export async function checkNames(draft: Draft, catalogue: Catalogue, problems: Problem[]) {
  const look = async (kind: PluginKind, name: string, path: Path) => {
    const names = await catalogue.pluginNames(kind);
    if (!names.includes(name)) problems.push(unknownWord(path, name, names, kind));
  };
  if (draft.venue) await look('venue', draft.venue.head.name, ['venue', 'name']);
  if (draft.runtime !== undefined) await look('runtime', draft.runtime, ['runtime']);
  for (const { head, path } of draft.load) {
    await look('generator', head.generator, [...path, 'generator']);
  }
  for (const { head, path } of draft.faults) await look('fault', head.kind, [...path, 'kind']);
  for (const { head, path } of draft.checks) await look('check', head.id, path);
}

type Find = <T>(kind: PluginKind, name: string, path: Path) => Promise<T | undefined>;

function finder(catalogue: Catalogue, problems: Problem[]): Find {
  return async <T>(kind: PluginKind, name: string, path: Path) => {
    const names = await catalogue.pluginNames(kind);
    if (names.includes(name)) return catalogue.loadPlugin<T>(kind, name);
    problems.push(unknownWord(path, name, names, kind));
    return undefined;
  };
}

async function resolveVenue(
  item: NonNullable<Draft['venue']>,
  find: Find,
  wanted: readonly string[],
  problems: Problem[],
): Promise<ResolvedVenue | undefined> {
  const plugin = await find<VenuePlugin>('venue', item.head.name, ['venue', 'name']);
  if (plugin === undefined) return undefined;
  const options = readOptions(plugin.options, item, ['name'], problems);
  if (options === undefined) return undefined;
  const client = clientOf(plugin, options.value);
  await find('client', client, ['venue', 'name']);
  const attempt = (defects: readonly PlantedDefect[]) => plugin.topology(options.value, defects);
  const topology = tried(() => attempt([]), item.path, problems);
  if (topology === undefined) return undefined;
  const roles = [...new Set(topology.services.map((service) => service.role))];
  const defects = defectsOf(wanted, plugin, roles, problems);
  const planted = tried(() => attempt(defects), item.path, problems);
  if (planted === undefined) return undefined;
  return {
    name: item.head.name,
    plugin,
    options: options.value,
    defects,
    topology: planted,
    client,
  };
}

function clientOf({ client }: VenuePlugin, options: unknown): string {
  return typeof client === 'string' ? client : client(options);
}

function resolveLoad(
  item: Item<z.output<typeof loadHead>>,
  plugin: GeneratorPlugin,
  { draft, venue, index }: { draft: Draft; venue: ResolvedVenue | undefined; index: number },
  problems: Problem[],
): ResolvedLoad | undefined {
  const options = readOptions(plugin.options, item, keysOf(loadHead), problems);
  if (options === undefined || venue === undefined) return undefined;
  const { id, generator, begins, minSent, minAccepted, minTrades } = item.head;
  const seed = deriveSeed(draft.seed ?? 0, `load ${id}`);
  const { topology } = venue;
  const setting = {
    gateways: topology.gateways.map((gateway) => gateway.service),
    symbols: topology.symbols,
    offers: venue.plugin.offers ?? [],
    seed,
    firstAccount: (index + 1) * 1_000,
  };
  const flow = tried(() => plugin.flow(options.value, setting), item.path, problems);
  if (flow === undefined) return undefined;
  const ratePerSecond = flow.ratePerSecond;
  const limits = { minSent, minAccepted, minTrades };
  const planned = { id, generator, options: options.value, ratePerSecond, begins, seed, ...limits };
  return { path: item.path, planned, witness: plugin.witness, flow };
}

function resolveFault(
  item: Item<z.output<typeof faultHead>>,
  plugin: FaultPlugin,
  problems: Problem[],
): ResolvedFault | undefined {
  const { head, path } = item;
  const options = readOptions(plugin.options, item, keysOf(faultHead), problems);
  const heal = head.heal ?? plugin.heals[0] ?? '';
  if (!plugin.heals.includes(heal)) {
    problems.push(unknownWord([...path, 'heal'], heal, plugin.heals, 'way to heal'));
  }
  if (options === undefined) return undefined;
  const { id, kind, target, at, until, ttl } = head;
  const pick = target?.name === undefined ? (target?.pick ?? 'any') : { name: target.name };
  const planned: PlannedFault = {
    id,
    kind,
    ...(target && { target: { role: target.role, pick } }),
    at: anchorOf(at),
    ...(until && { until: anchorOf(until) }),
    ttlMs: ttl,
    heal,
    options: options.value,
  };
  return { path, planned, plugin };
}

async function resolveChecks(
  draft: Draft,
  catalogue: Catalogue,
  find: Find,
  { venue, problems }: { venue: ResolvedVenue | undefined; problems: Problem[] },
): Promise<Pick<Resolved, 'checks' | 'checkPlugins'>> {
  const checkPlugins = new Map<string, CheckPlugin>();
  const checks: PlannedCheck[] = [];
  for (const item of draft.checks) {
    const { id } = item.head;
    const plugin = await find<CheckPlugin>('check', id, item.path);
    const options = plugin && readOptions(plugin.options, item, ['id'], problems);
    if (plugin === undefined || options === undefined) continue;
    if (!canSee(plugin, venue)) {
      const hints = ['remove it, or name a venue that has one'];
      problems.push({ path: item.path, message: `the venue has no ${plugin.needs}`, hints });
    }
    checkPlugins.set(id, plugin);
    checks.push({ id, options: options.value });
  }
  for (const id of await catalogue.pluginNames('check')) {
    const plugin = await catalogue.loadPlugin<CheckPlugin>('check', id);
    const named = checkPlugins.has(id);
    checkPlugins.set(id, plugin);
    if (plugin.always && !named && canSee(plugin, venue))
      checks.push({ id, options: plugin.options.parse({}) });
  }
  return { checks: checks.sort((a, b) => (a.id < b.id ? -1 : 1)), checkPlugins };
}

function canSee(plugin: CheckPlugin, venue: ResolvedVenue | undefined): boolean {
  return plugin.needs === undefined || venue?.plugin[plugin.needs] !== undefined;
}

/** A plugin's own options; an object schema is made strict, so that no typing error is a no-op. */
function readOptions(
  declared: z.ZodType,
  item: Item<unknown>,
  ours: readonly string[],
  problems: Problem[],
): { value: unknown } | undefined {
  const schema = declared instanceof z.ZodObject ? declared.strict() : declared;
  const parsed = schema.safeParse(item.options);
  if (parsed.success) return { value: parsed.data };
  for (const issue of parsed.error.issues) {
    if (issue.code === 'unrecognized_keys' && issue.path.length === 0) {
      const known = [...ours, ...keysOf(schema)];
      problems.push(...issue.keys.map((key) => unknownKey([...item.path, key], key, known)));
    } else problems.push(...problemsOf([issue], schema, item.options, item.path));
  }
  return undefined;
}

/** Options that fit one by one may still not fit together; the plugin says so by throwing. */
function tried<T>(act: () => T, path: Path, problems: Problem[]): T | undefined {
  try {
    return act();
  } catch (thrown) {
    problems.push({ path, message: messageOf(thrown), hints: [] });
    return undefined;
  }
}
