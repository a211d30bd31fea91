import type { Lane } from '#contract/history.ts';
import type { LanePattern } from '#contract/plan.ts';
import { matchesLane } from '#contract/service/lane-pattern.ts';
import type { Draft } from './draft.ts';
import { unknownWord } from './issues.ts';
import type { Path, Problem } from './problem.ts';
import type { Resolved } from './resolve.ts';

/** A p99 of fewer operations is their worst one. */
export const p99Samples = 100;

type Written = { readonly [K in keyof LanePattern]?: LanePattern[K] | undefined } & {
  readonly path: Path;
};

/** Whether the lanes of `mayFail` and `bystanders` exist, and leave something to judge. */
export function laneProblems(draft: Draft, resolved: Resolved): Problem[] {
  const lanes = resolved.load.flatMap((load) => (load.witness ? [...load.flow.lanes] : []));
  const named = [...draft.mayFail, ...draft.bystanders].flatMap((one) => unknownNames(one, lanes));
  const problems = [...expectationProblems(draft, resolved), ...twins(draft), ...named];
  if (lanes.length === 0 || problems.length > 0) return problems;
  return [
    ...degradeProblems(draft, lanes),
    ...draft.bystanders.flatMap((one) => bystanderProblems(one, draft, resolved)),
  ];
}

function expectationProblems(draft: Draft, { faults }: Resolved): Problem[] {
  const { expect, mayFail, bystanders } = draft;
  const problems: Problem[] = [];
  if (draft.whole && expect === 'degrade' && mayFail.length === 0) {
    const hints = ['expected mayFail, e.g. mayFail: [{gateways: [gateway-a]}]'];
    const message = 'expect: degrade must say which lanes may fail';
    problems.push({ path: ['expect'], message, hints });
  }
  if (mayFail.length > 0 && expect !== undefined && expect !== 'degrade') {
    const message = `under expect: ${expect} no lane may fail`;
    const hints = ['write expect: degrade, or remove it'];
    problems.push({ path: ['mayFail'], about: 'key', message, hints });
  }
  if (bystanders.length > 0 && draft.faults.length === 0) {
    const message = 'there are no faults to be spared by';
    const hints = ['remove it, or add a fault'];
    problems.push({ path: ['bystanders'], about: 'key', message, hints });
  }
  if (expect !== 'reject') return problems;
  for (const { path, planned, plugin } of faults) {
    if (plugin.refusable === true) continue;
    const message = `${planned.kind} is nothing that a venue can refuse`;
    const hints = ['expect: reject cannot come true; write survive, degrade or halt-safely'];
    problems.push({ path: [...path, 'kind'], message, hints });
  }
  return problems;
}

function twins({ bystanders }: Draft): Problem[] {
  return bystanders.flatMap((one, index): Problem[] => {
    if (bystanders.findIndex(({ id }) => id === one.id) === index) return [];
    const hints = ['expected another id: reports name things by it'];
    const message = `the id "${one.id}" is there twice`;
    return [{ path: [...one.path, 'id'], message, hints }];
  });
}

function unknownNames(pattern: Written, lanes: readonly Lane[]): Problem[] {
  const parts = [
    ['gateways', 'gateway'],
    ['symbols', 'symbol'],
  ] as const;
  return parts.flatMap(([list, part]) => {
    const known = [...new Set(lanes.map((lane) => lane[part]))];
    if (known.length === 0) return [];
    return (pattern[list] ?? []).flatMap((name, index): Problem[] =>
      known.includes(name) ? [] : [unknownWord([...pattern.path, list, index], name, known, part)],
    );
  });
}

function degradeProblems(draft: Draft, lanes: readonly Lane[]): Problem[] {
  const held = lanes.filter((lane) => !draft.mayFail.some((one) => matches(one, lane)));
  if (draft.mayFail.length === 0 || held.length > 0) return [];
  const message = 'every lane may fail: nothing is left that must hold';
  const hints = ['name fewer lanes, or write expect: halt-safely'];
  return [{ path: ['mayFail'], about: 'key', message, hints }];
}

function bystanderProblems(
  bystander: Draft['bystanders'][number],
  draft: Draft,
  { load }: Resolved,
): Problem[] {
  const perSecond = load
    .filter((one) => one.witness)
    .reduce((sum, { flow }) => {
      const own = flow.lanes.filter((lane) => matches(bystander, lane)).length;
      return sum + (flow.ratePerSecond * own) / flow.lanes.length;
    }, 0);
  const problems = (['baseline', 'fault'] as const).flatMap((phase): Problem[] => {
    const lengthMs = draft.phases?.[phase];
    if (lengthMs === undefined) return [];
    const samples = Math.floor((perSecond * lengthMs) / 1_000 + 1e-6);
    if (samples >= p99Samples) return [];
    const message = `${phase} gives ${samples} samples of these lanes; a p99 takes ${p99Samples}`;
    const longerMs = Math.ceil((p99Samples * 1_000) / perSecond);
    const hints = [`make ${phase} at least ${longerMs}ms long, or name more lanes`];
    return [{ path: [...bystander.path, 'p99'], about: 'key', message, hints }];
  });
  return problems.slice(0, 1);
}

function matches(pattern: Written, lane: Lane): boolean {
  return matchesLane(pattern as LanePattern, lane);
}
