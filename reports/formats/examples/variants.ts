import type { RunReport } from 'proofhouse/contract';

/** Members whose values are the contract's own words; everything else may come from a venue. */
const ownWords = new Set([
  'schema',
  'verdict',
  'residue',
  'outcome',
  'status',
  'class',
  'by',
  'period',
]);

/** The report with every free text replaced by what `make` gives for its place. */
export function withTexts(run: RunReport, make: (place: string) => string): RunReport {
  return replaceTexts(run, '', '', make) as RunReport;
}

function replaceTexts(
  value: unknown,
  key: string,
  place: string,
  make: (place: string) => string,
): unknown {
  if (typeof value === 'string') return isOwnWord(key, place) ? value : make(place);
  if (Array.isArray(value)) {
    return value.map((one, index) => replaceTexts(one, key, `${place}.${index}`, make));
  }
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      name,
      replaceTexts(one, name, `${place}.${name}`, make),
    ]),
  );
}

function isOwnWord(key: string, place: string): boolean {
  const phaseName = key === 'name' && place.includes('.phases.');
  const lostKind = key === 'kind' && place.includes('.ids.');
  return ownWords.has(key) || phaseName || lostKind;
}

/**
 * The report with every number gone that the contract allows to be unseen, as `accepts` decides.
 */
export function blinded(run: RunReport, accepts: (candidate: unknown) => boolean): RunReport {
  const copy = structuredClone(run) as unknown as Record<string, unknown>;
  blind(copy, () => accepts(copy));
  return copy as unknown as RunReport;
}

function blind(node: Record<string, unknown>, accepted: () => boolean): void {
  for (const [key, value] of Object.entries(node)) {
    node[key] = null;
    if (accepted()) continue;
    node[key] = value;
    if (Array.isArray(value) && typeof value[0] === 'number') {
      node[key] = value.map(() => null);
      if (!accepted()) node[key] = value;
    } else if (value !== null && typeof value === 'object') {
      blind(value as Record<string, unknown>, accepted);
    }
  }
}

/**
 * A long, eventful run: an hour of bins, many lanes, checks with all the evidence they may give.
 */
export function enlarged(run: RunReport): RunReport {
  const bins = 36_000;
  const fill = <T>(values: readonly T[]) =>
    Array.from({ length: bins }, (_, index) => values[index % values.length] as T);
  const { timeline } = run;
  const line = 'w8421-1-1402: buy 10 X at 10,012 is absent from every read, told by gateway-a';
  return {
    ...run,
    checks: Array.from({ length: 60 }, (_, index) => ({
      ...(run.checks[index % run.checks.length] as RunReport['checks'][number]),
      id: `check-${index}`,
      outcome: 'fail',
      evidence: Array.from({ length: 20 }, () => line),
    })),
    timeline: {
      ...timeline,
      accepted: fill(timeline.accepted),
      rejected: fill(timeline.rejected),
      indeterminate: fill(timeline.indeterminate),
      p50Ms: fill(timeline.p50Ms),
      p99Ms: fill(timeline.p99Ms),
      lagMs: fill(timeline.lagMs),
      lanes: Array.from({ length: 48 }, (_, lane) => ({
        lane: `gateway-${lane} X rest`,
        outages: Array.from(
          { length: 40 },
          (_, index) => [index * 9e7, index * 9e7 + 4e5] as const,
        ),
      })),
    },
  };
}
