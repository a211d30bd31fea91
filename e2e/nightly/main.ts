/**
 * `npm run nightly -- AREA [--minutes N] [--seed N] [--fresh]`: the long counts. One area at a
 * time, at most 60 minutes; what is not finished goes on where it stopped the next time. The result
 * is written as JSON below reports/out and as Markdown to docs/nightly, to be committed.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { holdMachine } from '#kit/lock.ts';
import { describeArea, machineOf } from './describe.ts';

/** What an area answers; with `resume` it is not finished, and gets it back the next time. */
export interface AreaResult {
  readonly passed: number;
  readonly failed: number;
  readonly figures: Readonly<Record<string, unknown>>;
  readonly resume?: unknown;
}

export interface Area {
  run(options: {
    readonly budgetMs: number;
    readonly seed: number;
    /** An empty or earlier folder of this area, for whatever it wants to keep. */
    readonly folder: string;
    readonly resume?: unknown;
  }): Promise<AreaResult>;
}

interface State {
  readonly seed: number;
  readonly spentMs: number;
  readonly resume: unknown;
}

const minutesMax = 60;
const root = path.resolve(import.meta.dirname, '..', '..');
const areaFolder = path.join(import.meta.dirname, 'areas');

process.exitCode = await main();

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      minutes: { type: 'string', default: String(minutesMax) },
      seed: { type: 'string', default: '1' },
      fresh: { type: 'boolean', default: false },
    },
  });
  const names = readdirSync(areaFolder)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => file.slice(0, -'.ts'.length));
  const [name = ''] = positionals;
  const minutes = Math.min(minutesMax, Number(values.minutes));
  const seed = Number(values.seed);
  if (!names.includes(name) || !(minutes > 0) || !Number.isSafeInteger(seed)) {
    console.error(`usage: npm run nightly -- AREA [--minutes N] [--seed N] [--fresh]`);
    console.error(`Areas: ${names.join(', ') || 'none'}. At most ${minutesMax} minutes.`);
    return 64;
  }
  return runArea(name, { budgetMs: minutes * 60_000, seed, fresh: values.fresh });
}

async function runArea(
  name: string,
  wanted: { budgetMs: number; seed: number; fresh: boolean },
): Promise<number> {
  const folder = path.join(root, 'reports', 'out', 'nightly', name);
  if (wanted.fresh) rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const stateFile = path.join(folder, 'state.json');
  const before = readState(stateFile);
  const seed = before?.seed ?? wanted.seed;
  if (before !== undefined) console.error(`${name}: goes on with seed ${seed}`);
  const area = (await import(path.join(areaFolder, `${name}.ts`))) as Area;
  using _machine = await holdMachine({
    what: `nightly ${name}`,
    onWait: (text) => console.error(text),
  });
  const startedAt = new Date();
  const { budgetMs } = wanted;
  const result = await area.run({ budgetMs, seed, folder, resume: before?.resume });
  const spentMs = (before?.spentMs ?? 0) + (Date.now() - startedAt.getTime());
  const finished = result.resume === undefined;
  if (finished) rmSync(stateFile, { force: true });
  else writeFileSync(stateFile, JSON.stringify({ seed, spentMs, resume: result.resume }));
  const { passed, failed, figures } = result;
  const machine = machineOf(root);
  const told = { name, seed, finished, passed, failed, figures, startedAt, spentMs, machine };
  writeFileSync(path.join(folder, 'result.json'), `${JSON.stringify(told, null, 2)}\n`);
  const page = path.join(root, 'docs', 'nightly', `${name}.md`);
  mkdirSync(path.dirname(page), { recursive: true });
  writeFileSync(page, describeArea(told));
  console.log(`${passed} passed, ${failed} failed${finished ? '' : ', not finished'}`);
  return failed > 0 ? 1 : 0;
}

function readState(file: string): State | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as State;
  } catch {
    return undefined;
  }
}
