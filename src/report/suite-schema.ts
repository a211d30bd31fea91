import { z } from 'zod';
import { type SuiteReport, suiteSchema } from '#contract/suite.ts';

/** suite.json as a schema: what `report` reads again, and what is published for other readers. */
const text = z.string();
const number = z.number();
const count = z.int().min(0);
const seen = z.number().nullable();
const verdict = z.enum(['PASS', 'INCONCLUSIVE', 'STOPPED', 'BROKEN', 'FAIL', 'VIOLATION']);

const run = z.object({
  id: text,
  folder: text,
  verdict,
  residue: z.enum(['clean', 'dirty']),
  exitCode: count,
  seed: number,
  startedAt: text,
  durationMs: number,
  reasons: z.array(text),
  reproduce: text,
});

const figure = z.object({
  id: text,
  unit: z.enum(['ms', 'orders']),
  seen: count,
  min: seen,
  median: seen,
  max: seen,
  limit: seen,
});

const scenario = z.object({
  id: text,
  title: text,
  file: text,
  requirements: z.array(text),
  verdict,
  exitCode: count,
  flaky: z.boolean(),
  runs: z.array(run),
  figures: z.array(figure),
});

const notRun = z.object({
  scenario: text,
  title: text,
  repeat: count,
  reason: z.enum(['unavailable', 'time-budget', 'fail-fast', 'interrupted']),
  because: text,
});

export const suiteReportSchema = z.object({
  schema: z.literal(suiteSchema),
  id: text,
  tool: z.object({ version: text, commit: text }),
  selection: z.object({
    patterns: z.array(text),
    tags: z.array(text),
    shard: z.object({ index: count, of: count }).nullable(),
    repeat: count,
    timeBudgetMs: seen,
  }),
  startedAt: text,
  durationMs: number,
  exitCode: count,
  totals: z.object({
    scenarios: count,
    runs: count,
    passed: count,
    notRun: count,
    flaky: count,
  }),
  scenarios: z.array(scenario),
  notRun: z.array(notRun),
  environment: z.record(text, text),
});

type Frozen<T> = T extends object ? { readonly [K in keyof T]: Frozen<T[K]> } : T;
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
/** Does not compile if the schema and the contract's type differ. */
true satisfies Same<Frozen<z.infer<typeof suiteReportSchema>>, SuiteReport>;
