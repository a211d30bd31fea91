import type { z } from 'zod';
import { loadPlugin } from '#catalogue';
import type { ClientPlugin } from '#contract/client.ts';
import type { PlantedDefect, VenuePlugin } from '#contract/venue.ts';
import { type ExitCode, exitCodes, ProofhouseError } from '#kit/errors.ts';
import { printable } from '#kit/sanitize.ts';
import { defectsOf } from '#plan/defects.ts';
import type { Problem } from '#plan/problem.ts';
import { readSource } from '#plan/source.ts';
import { beside, type Colour, paint, textWidth } from '#report/layout.ts';
import { type RuleFinding, tryVenue } from '#run/conformance/conformance.ts';
import { readyToStart } from '../run/ready.ts';
import { type Standing, stand } from '../run/stand-plan.ts';

export interface VenueTrialOptions {
  readonly name: string;
  /** Options of the venue, `key=value`. */
  readonly set: readonly string[];
  readonly defects: readonly string[];
  readonly runtime: string;
  /** A client in place of the venue's own. */
  readonly client: string | undefined;
  readonly boundMs: number;
  readonly out: string;
}

const upMaxMs = 30_000;
const becauseMax = 400;
const colours = { pass: 'green', fail: 'red', unknown: 'yellow' } as const;

/**
 * Brings a venue up, tries it and its client by every rule of the conformance kit, and says what
 * was found. Exit 2 for a rule that is broken, 3 if a rule could not be tried at all.
 */
export async function validateVenue(options: VenueTrialOptions): Promise<ExitCode> {
  const say = (text: string) => void process.stderr.write(`${printable(text)}\n`);
  const plugin = await loadPlugin<VenuePlugin>('venue', options.name);
  const venueOptions = optionsOf(plugin, options);
  const defects = plantedIn(plugin, venueOptions, options.defects);
  const own = typeof plugin.client === 'string' ? plugin.client : plugin.client(venueOptions);
  const clientName = options.client ?? own;
  const client = await loadPlugin<ClientPlugin>('client', clientName);
  await readyToStart(false, say);
  const venue = { name: options.name, options: venueOptions };
  const common = { venue, defects, runtime: options.runtime, upMaxMs, out: options.out };
  const up = await stand({ ...common, purpose: `try-${options.name}`, onLost: say }, say);
  const { stdout } = process;
  stdout.write(
    `${options.name} ${plugin.version} through ${clientName}, on ${options.runtime}\n\n`,
  );
  try {
    const findings = await tryRules(up, client, options);
    return codeOf(findings);
  } finally {
    for (const left of await up.end()) say(left);
  }
}

async function tryRules(
  { venue, environment, topology, runId }: Standing,
  client: ClientPlugin,
  { boundMs }: VenueTrialOptions,
): Promise<readonly RuleFinding[]> {
  const subject = { venue, client, clientOptions: {}, environment, topology };
  const findings = await tryVenue({ ...subject, runTag: runId, boundMs, onFinding: tell });
  const of = (outcome: string) => findings.filter((one) => one.outcome === outcome).length;
  const counted = `${of('pass')} held, ${of('fail')} broken, ${of('unknown')} not tried`;
  process.stdout.write(`\n${counted}, of ${findings.length} rules\n`);
  return findings;
}

function tell({ id, says, outcome, because }: RuleFinding): void {
  const { stdout } = process;
  const colour: Colour = colours[outcome];
  const label = `${paint(stdout, colour, outcome.padEnd(8))} ${id}`;
  stdout.write(`${beside(label, says, 38, textWidth(stdout)).join('\n')}\n`);
  if (because === '') return;
  const short = printable(because).replace(/\s+/g, ' ').slice(0, becauseMax);
  stdout.write(`${beside('', short, 9, textWidth(stdout)).join('\n')}\n`);
}

/** What could not be tried for a lack that a venue may have is said, and is no failure. */
function codeOf(findings: readonly RuleFinding[]): ExitCode {
  if (findings.some(({ outcome }) => outcome === 'fail')) return exitCodes.violation;
  const held = findings.filter(({ outcome }) => outcome === 'pass');
  return held.some(({ id }) => id === 'reads-complete') ? exitCodes.pass : exitCodes.inconclusive;
}

function optionsOf(plugin: VenuePlugin, { set, name }: VenueTrialOptions): unknown {
  const given: Record<string, unknown> = {};
  for (const setting of set) {
    const equals = setting.indexOf('=');
    if (equals < 1) throw misused(`--set ${setting}`, 'key=value, an option of the venue');
    given[setting.slice(0, equals)] = readSource('--set', setting.slice(equals + 1)).value;
  }
  const parsed = (plugin.options as z.ZodType).safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw misused(`--set ${issue?.path.join('.') ?? ''}: ${issue?.message}`, `an option of ${name}`);
}

function plantedIn(
  plugin: VenuePlugin,
  options: unknown,
  wanted: readonly string[],
): readonly PlantedDefect[] {
  const roles = [...new Set(plugin.topology(options, []).services.map(({ role }) => role))];
  const problems: Problem[] = [];
  const defects = defectsOf(wanted, plugin, roles, problems);
  const [problem] = problems;
  if (problem === undefined) return defects;
  throw misused(`--defect: ${problem.message}`, problem.hints.join('; '));
}

function misused(received: string, expected: string): ProofhouseError {
  return new ProofhouseError(`${received}: expected ${expected}.`, {
    code: 'usage',
    exitCode: exitCodes.usage,
    cure: 'Nothing was started.',
  });
}
