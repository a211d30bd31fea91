import type { Draft } from './draft.ts';
import { unknownWord } from './issues.ts';
import type { Path, Problem } from './problem.ts';
import type { Resolved, ResolvedFault } from './resolve.ts';
import { findCycle, type Timeline, timelineOf } from './timeline.ts';

/** The guardian must not fire while the run itself is healing. */
const ttlHeadroomMs = 1_000;

/** Whether faults can be injected where, when and as the scenario wants them. */
export function faultProblems(draft: Draft, resolved: Resolved): Problem[] {
  const planned = resolved.faults.map((fault) => fault.planned);
  const whole = draft.whole && resolved.faults.length === draft.faults.length;
  const problems = resolved.faults.flatMap((fault) => [
    ...targetProblems(fault, resolved),
    ...anchorProblems(fault, resolved, whole),
    ...promiseProblems(fault, draft),
    ...traderProblems(fault, draft, resolved),
  ]);
  const cycle = findCycle(planned);
  if (cycle !== undefined) {
    const at = resolved.faults.find((fault) => cycle[0]?.startsWith(`${fault.planned.id}.`));
    const message = `these faults wait for each other: ${cycle.join(' after ')}`;
    const path = [...(at?.path ?? ['faults']), 'at'];
    return [...problems, { path, message, hints: ['anchor one of them to a phase'] }];
  }
  const faultMs = draft.phases?.fault;
  if (faultMs === undefined) return problems;
  const timeline = timelineOf(planned, faultMs);
  return [...problems, ...resolved.faults.flatMap((f) => timeProblems(f, timeline, faultMs))];
}

function targetProblems({ path, planned, plugin }: ResolvedFault, resolved: Resolved): Problem[] {
  const { target, kind } = planned;
  if (plugin.targets !== 'one') {
    if (target === undefined) return roleProblems(path, kind, plugin.targets, resolved);
    const hit =
      typeof plugin.targets === 'object'
        ? `every service of the role ${plugin.targets.role}`
        : { all: 'every service', load: 'the load itself' }[plugin.targets];
    const message = `${kind} takes no target: it hits ${hit}`;
    return [{ path: [...path, 'target'], about: 'key', message, hints: ['remove it'] }];
  }
  if (target === undefined) {
    const hints = ['expected e.g. {role: engine, pick: leader}'];
    return [{ path: [...path, 'target'], message: `${kind} needs a target`, hints }];
  }
  if (resolved.venue === undefined) return [];
  const { services } = resolved.venue.topology;
  const roles = [...new Set(services.map((service) => service.role))];
  if (!roles.includes(target.role)) {
    return [unknownWord([...path, 'target', 'role'], target.role, roles, 'service role')];
  }
  const { pick } = target;
  if (typeof pick !== 'object') return [];
  const names = services.filter(({ role }) => role === target.role).map(({ name }) => name);
  if (names.includes(pick.name)) return [];
  return [unknownWord([...path, 'target', 'name'], pick.name, names, target.role)];
}

/** A fault that hits a role hits nobody where the venue has no such service. */
function roleProblems(
  path: Path,
  kind: string,
  targets: ResolvedFault['plugin']['targets'],
  { venue }: Resolved,
): Problem[] {
  if (typeof targets !== 'object' || venue === undefined) return [];
  if (venue.topology.services.some(({ role }) => role === targets.role)) return [];
  const message = `${kind} hits every ${targets.role}; the venue ${venue.name} has none`;
  return [{ path: [...path, 'kind'], message, hints: ['choose another fault'] }];
}

function anchorProblems({ path, planned }: ResolvedFault, resolved: Resolved, whole: boolean) {
  const ids = resolved.faults.map((fault) => fault.planned.id);
  return (['at', 'until'] as const).flatMap((key): Problem[] => {
    const anchor = planned[key];
    const place: Path = [...path, key];
    if (anchor?.after === 'venue' && resolved.venue && resolved.venue.plugin.status === undefined) {
      const message = `the venue ${resolved.venue.name} does not say when it is ${anchor.state}`;
      return [{ path: place, message, hints: ['anchor it to a phase or to another fault'] }];
    }
    if (anchor?.after !== 'fault' || !whole || ids.includes(anchor.fault)) return [];
    return [unknownWord(place, anchor.fault, ids, 'fault')];
  });
}

/** A fault beyond the venue's promise is allowed only where a halt is what is expected. */
function promiseProblems({ path, planned, plugin }: ResolvedFault, draft: Draft): Problem[] {
  if (!plugin.exceedsQuorum || draft.expect === undefined || draft.expect === 'halt-safely') {
    return [];
  }
  const message = `${planned.kind} takes away more than any venue promises to survive`;
  const hints = [`expect: ${draft.expect} cannot come true; write expect: halt-safely`];
  return [{ path: [...path, 'kind'], message, hints }];
}

/** The witness measures and stays as it is: a fault of clients needs others. */
function traderProblems(
  { path, planned, plugin }: ResolvedFault,
  draft: Draft,
  { load }: Resolved,
): Problem[] {
  const resolved = draft.whole && load.length === draft.load.length;
  if (!plugin.needs.includes('traders') || !resolved) return [];
  if (load.some((one) => !one.witness)) return [];
  const message = `${planned.kind} needs a load besides the witness`;
  const hints = ['add e.g. {id: clients, generator: burst, rate: 60/s, peak: 60/s}'];
  return [{ path: [...path, 'kind'], message, hints }];
}

function timeProblems(fault: ResolvedFault, timeline: Timeline, faultMs: number): Problem[] {
  const { path, planned } = fault;
  const startMs = timeline.startMs(planned);
  const healMs = timeline.healMs(planned);
  const late = startMs >= faultMs;
  if (late && planned.at.after === 'phase' && planned.at.phase === 'fault') {
    const message = `the fault phase is over after ${faultMs} ms; this is ${startMs} ms into it`;
    return [{ path: [...path, 'at'], message, hints: ['lengthen phases.fault, or begin earlier'] }];
  }
  if (planned.until === undefined && late) {
    const message = `${planned.id} begins after the fault phase, whose end would heal it`;
    const hints = [`expected until, e.g. until: ${planned.id}.effect+2s`];
    return [{ path: [...path, 'at'], message, hints }];
  }
  if (planned.until !== undefined && healMs <= startMs && !selfTimed(fault)) {
    const message = `${planned.id} would heal at ${healMs} ms and begin at ${startMs} ms`;
    return [{ path: [...path, 'until'], message, hints: ['expected until to come after at'] }];
  }
  const activeMs = healMs - startMs;
  if (planned.ttlMs >= activeMs + ttlHeadroomMs) return [];
  const message = `the ttl of ${planned.ttlMs} ms ends before the heal, ${activeMs} ms after the command`;
  const hints = [`expected at least ${activeMs + ttlHeadroomMs}ms: the guardian ends the run then`];
  return [{ path: [...path, 'ttl'], message, hints }];
}

/** `until` counted from the fault's own effect is always later than `at`. */
function selfTimed({ planned }: ResolvedFault): boolean {
  return planned.until?.after === 'fault' && planned.until.fault === planned.id;
}
