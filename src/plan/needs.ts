import type { VenueCapability } from '#contract/fault.ts';
import type { RuntimeCapability } from '#contract/runtime.ts';
import { unknownWord } from './issues.ts';
import type { Problem } from './problem.ts';
import type { Resolved, ResolvedFault, ResolvedVenue } from './resolve.ts';

/** What faults need, against what the runtime, the venue and this machine have. */
export async function needProblems(
  resolved: Pick<Resolved, 'venue' | 'runtime' | 'faults'>,
): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const fault of resolved.faults) {
    for (const need of fault.plugin.needs) {
      if (need === 'load' || need === 'traders') continue;
      if (isOfVenue(need)) problems.push(...venueProblems(need, fault, resolved.venue));
      else problems.push(...(await runtimeProblems(need, fault, resolved.runtime)));
    }
  }
  return problems;
}

function isOfVenue(need: string): need is VenueCapability {
  return need === 'status' || need === 'wal' || need === 'crash-points';
}

function venueProblems(
  need: VenueCapability,
  { path, planned }: ResolvedFault,
  venue: ResolvedVenue | undefined,
): Problem[] {
  if (venue === undefined) return [];
  const role = planned.target?.role ?? '';
  const lacks = (cure: string): Problem => ({
    path: [...path, 'kind'],
    message: `${planned.kind} needs "${need}", which the venue ${venue.name} does not have`,
    hints: [cure],
  });
  if (need === 'status') {
    const has = venue.plugin.status !== undefined;
    return has ? [] : [lacks('choose another fault, or teach the venue to tell its status')];
  }
  if (need === 'wal') {
    const logs = venue.topology.services.filter((one) => one.role === role && one.wal);
    return logs.length > 0 ? [] : [lacks(`say in its topology which file the log of ${role} is`)];
  }
  const steps = venue.plugin.crashPoints?.[role];
  if (steps === undefined) return [lacks(`no ${role} of it can kill itself at a named step`)];
  const { step } = planned.options as { readonly step: string };
  return steps.includes(step) ? [] : [unknownWord([...path, 'step'], step, steps, 'step')];
}

async function runtimeProblems(
  need: RuntimeCapability,
  { path, planned }: ResolvedFault,
  runtime: Resolved['runtime'],
): Promise<Problem[]> {
  if (runtime === undefined) return [];
  const at = { path: [...path, 'kind'] };
  const lacks = `${planned.kind} needs "${need}", which`;
  if (!runtime.plugin.capabilities.includes(need)) {
    const hints = [`it has ${runtime.plugin.capabilities.join(', ') || 'none'}`];
    return [{ ...at, message: `${lacks} the runtime ${runtime.name} does not have`, hints }];
  }
  const why = await runtime.plugin.unavailable(need);
  if (why === undefined) return [];
  const message = `${lacks} cannot be had on this machine`;
  return [{ ...at, message, hints: [why], hereOnly: true }];
}
