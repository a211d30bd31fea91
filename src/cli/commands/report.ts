import { existsSync } from 'node:fs';
import path from 'node:path';
import type { ReportPlugin } from '#contract/report.ts';
import { manifestFile, sealRun, verifySeal } from '#judge/seal.ts';
import { type ExitCode, exitCodes, ProofhouseError } from '#kit/errors.ts';
import { readRunJson } from '#report/run-json.ts';
import { isSuite, writeSuite } from '#report/suite-json.ts';
import { describeSuite } from '#report/suite-terminal.ts';
import { type WrittenReports, writeReports } from '#report/write.ts';
import type { CliCommand } from '../command.ts';
import { reporterNames, reporters } from '../reporters.ts';
import { findRun } from '../run/find-run.ts';
import { newRunId } from '../run/identity.ts';
import { mergeStored } from '../run/merge.ts';

export default {
  summary: 'Write the reports of a stored run again, or one report over several runs and suites.',
  configure(command) {
    command.argument('<run...>', 'folders or ids of runs, or of suites, whose runs they stand for');
    command.option('--reporter <names>', 'formats to write, separated by commas');
    command.option('--out <folder>', 'where to write them, instead of the run’s folder');
  },
  async run(args, options) {
    const formats = await reporters(reporterNames(options.reporter as string | undefined));
    const out = options.out === undefined ? undefined : path.resolve(options.out as string);
    const folders = args.map(findRun);
    const [only] = folders;
    if (only !== undefined && folders.length === 1 && !isSuite(only)) {
      return again(only, out, formats);
    }
    const target = out ?? path.resolve('reports', 'out', newRunId('suite', new Date()));
    const suite = await mergeStored(args, folders, target);
    const written = await writeSuite(suite, target, formats);
    process.stdout.write(`${describeSuite(suite, { written })}\n`);
    return codeOf(written);
  },
} satisfies CliCommand;

async function again(
  own: string,
  out: string | undefined,
  formats: ReadonlyMap<string, ReportPlugin>,
): Promise<ExitCode> {
  const result = await readRunJson(own);
  const folder = out ?? own;
  const sealed = folder === own && (await isSealed(own));
  const written = await writeReports(result, folder, formats);
  if (sealed) await sealRun(own);
  for (const file of written.files) process.stdout.write(`${path.relative('', file)}\n`);
  for (const failure of written.failures) process.stderr.write(`${failure}\n`);
  return codeOf(written);
}

/** Whether it could be told, not what was told: that is `exitCode` of run.json and suite.json. */
function codeOf({ failures }: WrittenReports): ExitCode {
  return failures.length === 0 ? exitCodes.pass : exitCodes.unavailable;
}

/** Reports are inside the seal: a run is sealed anew only if it was still what had been sealed. */
async function isSealed(folder: string): Promise<boolean> {
  if (!existsSync(path.join(folder, manifestFile))) return false;
  const [broken] = await verifySeal(folder);
  if (broken === undefined) return true;
  throw new ProofhouseError(`The seal of ${folder} is broken: ${broken.file}, ${broken.because}.`, {
    code: 'seal-broken',
    exitCode: exitCodes.usage,
    cure: 'Expected the run as it was sealed; --out <folder> writes its reports elsewhere.',
  });
}
