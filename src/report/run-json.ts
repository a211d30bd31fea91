import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type RunReport, runSchema } from '#contract/run.ts';
import { exitCodes, messageOf, ProofhouseError } from '#kit/errors.ts';

export const runFile = 'run.json';

/**
 * Keys as a reader wants them: who and what, the verdict with its reasons, the evidence, the rest.
 */
const order = [
  'schema',
  'id',
  'tool',
  'scenario',
  'plan',
  'seed',
  'runtime',
  'venue',
  'startedAt',
  'durationMs',
  'verdict',
  'residue',
  'residues',
  'exitCode',
  'reasons',
  'phases',
  'faults',
  'incidents',
  'slo',
  'availability',
  'bystanders',
  'checks',
  'load',
  'noiseFloor',
  'environment',
  'reproduce',
  'events',
  'timeline',
] as const satisfies readonly (keyof RunReport)[];

type Missing = Exclude<keyof RunReport, (typeof order)[number]>;
/** Does not compile if a key of the contract has no place in the order. */
const complete: [Missing] extends [never] ? true : Missing = true;

/** run.json's text: the same report gives the same bytes, whatever order it was put together in. */
export function runJson(result: RunReport): string {
  const sorted = Object.entries(result.environment).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const ordered = { ...result, environment: Object.fromEntries(sorted) };
  const members = complete && order.map((key) => `  "${key}": ${member(key, ordered[key])}`);
  return `{\n${members.join(',\n')}\n}\n`;
}

/** The timeline is thousands of numbers, which nobody reads one a line. */
function member(key: string, value: unknown): string {
  if (key === 'timeline') return JSON.stringify(value);
  return JSON.stringify(value, null, 2).replaceAll('\n', '\n  ');
}

/** Writes run.json whole or not at all: a reader never finds half of it. */
export async function writeRunJson(result: RunReport, folder: string): Promise<string> {
  const file = path.join(folder, runFile);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(`${file}.part`, runJson(result));
    await rename(`${file}.part`, file);
  } catch (thrown) {
    throw new ProofhouseError(`run.json could not be written: ${messageOf(thrown)}.`, {
      code: 'report-unwritable',
      exitCode: exitCodes.unavailable,
      cure: `Expected a writable folder ${folder}; choose another with --out.`,
      cause: thrown,
    });
  }
  return file;
}

/** Reads a stored run.json and refuses anything that is not one, with what was found instead. */
export async function readRunJson(folder: string): Promise<RunReport> {
  const file = folder.endsWith('.json') ? folder : path.join(folder, runFile);
  const text = await readFile(file, 'utf8').catch((thrown) => {
    throw unreadable(`No run.json at ${file}: ${messageOf(thrown)}.`, thrown);
  });
  const parsed = parse(text, file);
  const schema = (parsed as { schema?: unknown } | null)?.schema;
  if (schema !== runSchema) {
    throw unreadable(`${file} is "${String(schema)}", expected "${runSchema}".`);
  }
  const { runReportSchema } = await import('./run-schema.ts');
  const checked = runReportSchema.safeParse(parsed);
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0];
  throw unreadable(`${file}: ${issue?.path.join('.')}: ${issue?.message}.`, checked.error);
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw unreadable(`${file} is cut off or damaged: ${messageOf(thrown)}.`, thrown);
  }
}

function unreadable(message: string, cause?: unknown): ProofhouseError {
  return new ProofhouseError(message, {
    code: 'run-unreadable',
    exitCode: exitCodes.usage,
    cure: `Expected the folder of a finished run of this version, with its run.json (${runSchema}).`,
    cause,
  });
}
