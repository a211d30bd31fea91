import type { SloObjective } from '#contract/plan.ts';
import type { Draft } from './draft.ts';
import { unknownWord } from './issues.ts';
import { laneProblems } from './lane-rules.ts';
import type { Path, Problem } from './problem.ts';
import type { Resolved, ResolvedLoad } from './resolve.ts';

const resolutionsPerLimit = 10;
const operationsPerHold = 10;

/**
 * Microseconds between two operations of one lane of the slowest witness; undefined without one.
 */
export function witnessIntervalUs(loads: readonly ResolvedLoad[]): number | undefined {
  const intervals = loads
    .filter((load) => load.witness && load.flow.lanes.length > 0)
    .map(({ flow }) => Math.round((flow.lanes.length / flow.ratePerSecond) * 1e6));
  return intervals.length === 0 ? undefined : Math.max(...intervals);
}

/** Whether what a scenario wants to know can be seen with what it does. */
export function scenarioProblems(draft: Draft, resolved: Resolved): Problem[] {
  return [
    ...duplicateProblems(draft),
    ...phaseProblems(draft),
    ...witnessProblems(draft, resolved),
    ...rtoProblems(draft, resolved),
    ...draft.slo.flatMap((slo) => sloProblems(slo, draft, resolved)),
    ...stopProblems(draft, resolved),
    ...limitProblems(draft),
    ...laneProblems(draft, resolved),
  ];
}

/** A run that its own limit cuts off in any case would prove nothing. */
function limitProblems({ limits, phases }: Draft): Problem[] {
  if (limits?.runTime === undefined || phases === undefined) return [];
  const leastMs = phases.baseline + (phases.fault ?? 0) + phases.steady;
  if (limits.runTime > leastMs) return [];
  const message = `a run of ${limits.runTime} ms ends before its phases do, which take ${leastMs} ms`;
  return [{ path: ['limits', 'runTime'], message, hints: ['allow more, or shorten the phases'] }];
}

function duplicateProblems(draft: Draft): Problem[] {
  return [draft.load, draft.faults, draft.checks, draft.slo].flatMap((items) => {
    const seen = new Set<string>();
    return items.flatMap((item): Problem[] => {
      const id = 'head' in item ? item.head.id : item.id;
      if (!seen.has(id)) {
        seen.add(id);
        return [];
      }
      const hints = ['expected another id: reports name things by it'];
      return [{ path: [...item.path, 'id'], message: `the id "${id}" is there twice`, hints }];
    });
  });
}

/** Phases and expectations that only make sense with faults, and the other way round. */
function phaseProblems(draft: Draft): Problem[] {
  const { phases, expect, rto, rpo } = draft;
  const problems: Problem[] = [];
  if (draft.faults.length === 0) {
    if (!draft.whole) return [];
    const pointless = 'there are no faults, so this says nothing';
    const useless: [Path, unknown][] = [
      [['phases', 'fault'], phases?.fault],
      [['phases', 'recovery'], phases?.recovery],
      [['objectives', 'rto'], rto],
      [['objectives', 'rpo'], rpo],
      [['expect'], expect === 'survive' ? undefined : expect],
    ];
    for (const [path, value] of useless) {
      if (value === undefined) continue;
      const hints = ['remove it, or add a fault'];
      problems.push({ path, about: 'key', message: pointless, hints });
    }
    return problems;
  }
  const needed = (path: Path, hint: string) => {
    problems.push({ path, message: `"${path.at(-1)}" is missing`, hints: [hint] });
  };
  if (phases && phases.fault === undefined) {
    needed(['phases', 'fault'], 'expected how long the fault phase lasts, e.g. 4s');
  }
  if (phases && phases.recovery === undefined) {
    needed(['phases', 'recovery'], 'expected e.g. {max: 15s, hold: 1s}');
  }
  if (draft.whole && rto === undefined) {
    const why = expect === 'halt-safely' ? 'the venue must serve again' : 'a survivor serves again';
    needed(['objectives', 'rto'], `expected e.g. {max: 2s}: ${why} within a limit`);
  }
  return problems;
}

function witnessProblems(draft: Draft, resolved: Resolved): Problem[] {
  const complete = draft.whole && resolved.load.length === draft.load.length;
  if (!complete || resolved.load.some((load) => load.witness)) return [];
  const hints = ['add e.g. {id: witness, generator: witness, rate: 200/s}'];
  return [
    { path: ['load'], about: 'key', message: 'nobody would see: there is no witness', hints },
  ];
}

/** Times are known to a witness interval: limits and holds must be well above it. */
function rtoProblems(draft: Draft, resolved: Resolved): Problem[] {
  const { rto, phases } = draft;
  const problems: Problem[] = [];
  const intervalUs = witnessIntervalUs(resolved.load);
  const recovery = phases?.recovery;
  const witness = resolved.load.find((load) => load.witness);
  const faster = (atMostMs: number) => {
    const { lanes = [] } = witness?.flow ?? {};
    const rate = Math.ceil((lanes.length * 1_000) / atMostMs);
    return `raise the witness's rate to at least ${rate}/s, or`;
  };
  if (intervalUs !== undefined && rto !== undefined) {
    const neededMs = rto.max / resolutionsPerLimit;
    if (intervalUs / 1_000 > neededMs) {
      const message = `a limit of ${rto.max} ms needs a resolution of ${neededMs} ms or better; the witness sees each lane every ${intervalUs / 1_000} ms`;
      const hints = [
        `${faster(neededMs)} allow at least ${(intervalUs * resolutionsPerLimit) / 1_000}ms`,
      ];
      problems.push({ path: ['objectives', 'rto', 'max'], message, hints });
    }
  }
  if (intervalUs !== undefined && recovery !== undefined) {
    const neededMs = (intervalUs * operationsPerHold) / 1_000;
    if (recovery.hold < neededMs) {
      const held = Math.floor((recovery.hold * 1_000) / intervalUs);
      const message = `a hold of ${recovery.hold} ms contains ${held} operations of a lane; it takes ${operationsPerHold} to say that it serves`;
      const hints = [`${faster(recovery.hold / operationsPerHold)} hold at least ${neededMs}ms`];
      problems.push({ path: ['phases', 'recovery', 'hold'], message, hints });
    }
  }
  if (rto?.redundancy !== undefined && rto.redundancy < rto.max) {
    const message = 'redundancy cannot be back before service is';
    const hints = [`expected at least ${rto.max}ms`];
    problems.push({ path: ['objectives', 'rto', 'redundancy'], message, hints });
  }
  const longest = Math.max(rto?.max ?? 0, rto?.redundancy ?? 0) + (recovery?.hold ?? 0);
  if (rto !== undefined && recovery !== undefined && recovery.max < longest) {
    const message = `a recovery of ${recovery.max} ms ends before its limit and hold have passed`;
    const hints = [`expected at least ${longest}ms: what comes later would not be seen`];
    problems.push({ path: ['phases', 'recovery', 'max'], message, hints });
  }
  return problems;
}

type Slo = Omit<SloObjective, 'withinMs' | 'load'> & { load?: string | undefined; path: Path };

/** A ratio is shown by samples: three times the bad ones that one would expect (rule of three). */
function sloProblems(slo: Slo, draft: Draft, resolved: Resolved): Problem[] {
  if (slo.ratio >= 1 || slo.ratio <= 0) {
    const hints = ['expected more than 0% and less than 100%, e.g. 99.9%'];
    return [{ path: [...slo.path, 'ratio'], message: 'no sample can show this ratio', hints }];
  }
  const problems: Problem[] = [];
  const neededSamples = Math.ceil(3 / (1 - slo.ratio) - 1e-6);
  if (slo.minSamples < neededSamples) {
    const message = `${slo.minSamples} samples cannot show a ratio of ${percent(slo.ratio)}`;
    const hints = [`expected at least ${neededSamples}, which is 3 / (1 - ratio)`];
    problems.push({ path: [...slo.path, 'minSamples'], message, hints });
  }
  const ids = resolved.load.map((load) => load.planned.id);
  const load = resolved.load.find((one) => (slo.load ? one.planned.id === slo.load : one.witness));
  if (slo.load !== undefined && load === undefined && ids.length === draft.load.length) {
    problems.push(unknownWord([...slo.path, 'load'], slo.load, ids, 'load'));
  }
  for (const [index, phase] of slo.phases.entries()) {
    const lengthMs = phase === 'recovery' ? draft.phases?.recovery?.max : draft.phases?.[phase];
    const path = [...slo.path, 'phases', index];
    if (lengthMs === undefined) {
      if (draft.phases === undefined) continue;
      const hints = ['name a phase that the scenario has'];
      problems.push({ path, message: `the scenario has no ${phase} phase`, hints });
    } else if (load !== undefined) {
      const reachable = Math.floor((load.planned.ratePerSecond * lengthMs) / 1_000);
      if (reachable >= slo.minSamples) continue;
      const message = `${phase} gives ${reachable} samples: ${load.planned.ratePerSecond}/s for ${lengthMs} ms`;
      const longerMs = Math.ceil((slo.minSamples * 1_000) / load.planned.ratePerSecond);
      const hints = [`${slo.minSamples} are wanted: make ${phase} at least ${longerMs}ms long`];
      problems.push({ path, message, hints });
    }
  }
  return problems;
}

function percent(ratio: number): string {
  return `${Math.round(ratio * 1e7) / 1e5}%`;
}

function stopProblems(draft: Draft, resolved: Resolved): Problem[] {
  return draft.stopWhen.flatMap((condition): Problem[] => {
    if (!('check' in condition)) return [];
    const plugin = resolved.checkPlugins.get(condition.check);
    const path = [...condition.path, 'check'];
    const online = [...resolved.checkPlugins].filter(([, check]) => check.online);
    const names = online.map(([name]) => name);
    if (plugin === undefined) return [unknownWord(path, condition.check, names, 'check')];
    if (plugin.online) return [];
    const message = `${condition.check} can only say something after the end of a run`;
    return [{ path, message, hints: [`expected one of ${names.join(', ') || 'none'}`] }];
  });
}
