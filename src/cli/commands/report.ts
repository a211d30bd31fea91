import { existsSync } from 'node:fs';
import path from 'node:path';
import { manifestFile, sealRun, verifySeal } from '#judge/seal.ts';
import { exitCodes, ProofhouseError } from '#kit/errors.ts';
import { readRunJson } from '#report/run-json.ts';
import { writeReports } from '#report/write.ts';
import type { CliCommand } from '../command.ts';
import { reporterNames, reporters } from '../reporters.ts';

export default {
  summary: 'Write the reports of a stored run again, from its run.json.',
  configure(command) {
    command.argument('<run>', 'folder of a run, or its run.json');
    command.option('--reporter <names>', 'formats to write, separated by commas');
    command.option('--out <folder>', 'where to write them, instead of the run’s folder');
  },
  async run(args, options) {
    const source = path.resolve(args[0] ?? '');
    const plugins = await reporters(reporterNames(options.reporter as string | undefined));
    const result = await readRunJson(source);
    const own = source.endsWith('.json') ? path.dirname(source) : source;
    const folder = options.out === undefined ? own : path.resolve(options.out as string);
    const sealed = folder === own && (await isSealed(own));
    const written = await writeReports(result, folder, plugins);
    if (sealed) await sealRun(own);
    for (const file of written.files) process.stdout.write(`${path.relative('', file)}\n`);
    for (const failure of written.failures) process.stderr.write(`${failure}\n`);
    return written.failures.length === 0 ? exitCodes.pass : exitCodes.unavailable;
  },
} satisfies CliCommand;

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
