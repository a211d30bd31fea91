import type { Client, ClientPlugin, GatewayAddress } from '#contract/client.ts';
import type { Environment } from '#contract/runtime.ts';
import type { Topology, VenuePlugin } from '#contract/venue.ts';
import { messageOf } from '#kit/errors.ts';
import { openDesk } from './desk.ts';
import { entryRules } from './entry-rules.ts';
import { failureRules } from './failure-rules.ts';
import { readRules } from './read-rules.ts';
import { statusRules } from './status-rules.ts';
import type { Finding, Rule, Trial } from './trial.ts';

/** A rule and what was found. */
export interface RuleFinding extends Finding {
  readonly id: string;
  readonly says: string;
}

interface ConformanceRequest {
  readonly venue: VenuePlugin;
  readonly client: ClientPlugin;
  readonly clientOptions: unknown;
  readonly environment: Environment;
  readonly topology: Topology;
  /** Tells this trial's orders from everybody else's. */
  readonly runTag: string;
  /** Within this time everything must be answered; milliseconds. */
  readonly boundMs: number;
  readonly onFinding: (finding: RuleFinding) => void;
}

/** In the order in which they are tried: later ones rest on what was told in earlier ones. */
const rules: readonly Rule[] = [...statusRules, ...entryRules, ...readRules, ...failureRules];

/** A rule reads, restarts and waits several times; what takes longer hangs. */
const boundsPerRule = 12;

/**
 * Tries a venue and its client by every rule. A plugin may lie, throw or hang: that is a finding,
 * and the next rule is tried. Resolves when all were tried.
 */
export async function tryVenue(
  request: ConformanceRequest,
  chosen: readonly Rule[] = rules,
): Promise<readonly RuleFinding[]> {
  const { client: plugin, clientOptions, environment, runTag, boundMs, onFinding } = request;
  const findings: RuleFinding[] = [];
  const connect = (gateways: readonly GatewayAddress[]) => plugin.connect(gateways, clientOptions);
  let client: Client;
  try {
    client = await bounded(connect(environment.gateways()), boundMs, 'connect');
  } catch (thrown) {
    const says = 'the client connects';
    const finding = { id: 'connects', says, outcome: 'fail', because: messageOf(thrown) } as const;
    onFinding(finding);
    return [finding];
  }
  const desk = openDesk(client, runTag, boundMs);
  const trial: Trial = { ...request, client, desk, connect };
  for (const rule of chosen) {
    const oddBefore = desk.oddities.length;
    const found = await attempt(rule, trial);
    const odd = desk.oddities.slice(oddBefore);
    const finding = odd.length === 0 ? found : failing(found, odd);
    findings.push(finding);
    onFinding(finding);
  }
  await bounded(client.close(), boundMs, 'close').catch(() => {});
  return findings;
}

async function attempt(rule: Rule, trial: Trial): Promise<RuleFinding> {
  const { id, says } = rule;
  try {
    const work = rule.attempt(trial);
    const wrong = await bounded(work, trial.boundMs * boundsPerRule, id);
    if ('unknown' in wrong) return { id, says, outcome: 'unknown', because: wrong.unknown };
    return { id, says, outcome: wrong.length > 0 ? 'fail' : 'pass', because: wrong.join('; ') };
  } catch (thrown) {
    return { id, says, outcome: 'fail', because: `it threw: ${messageOf(thrown)}` };
  }
}

function failing(finding: RuleFinding, odd: readonly string[]): RuleFinding {
  const because = [finding.because, ...odd].filter((text) => text !== '').join('; ');
  return { ...finding, outcome: 'fail', because };
}

async function bounded<T>(work: Promise<T>, withinMs: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} hangs: ${withinMs} ms`)), withinMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
