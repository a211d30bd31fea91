import path from 'node:path';
import { loadPlugin, pluginNames } from '#catalogue';
import { duration } from '#contract/units.ts';
import { exitCodes, ProofhouseError } from '#kit/errors.ts';
import { examineAll, examineNames, type Planned } from '#plan/plan.ts';
import type { CliCommand } from '../command.ts';
import { collect } from '../scenario-flags.ts';
import { validateVenue } from '../validate/venue.ts';

export default {
  summary: 'Judge scenario files without running anything; --venue tries a venue and its client.',
  configure(command) {
    command.argument('[scenario...]', 'files, folders or glob patterns');
    command.option('--no-plugins', 'execute no plugin: structure and names only');
    command.option('--venue <name>', 'bring this venue up and try it by the conformance kit');
    command.option('--client <name>', 'with --venue: this client instead of the venue’s own');
    command.option('--runtime <name>', 'with --venue: where it runs', 'process');
    command.option('--set <key=value>', 'with --venue: an option of it (repeatable)', collect, []);
    command.option(
      '--defect <role=name>',
      'with --venue: plant a defect (repeatable)',
      collect,
      [],
    );
    command.option('--bound <duration>', 'with --venue: within which it must answer', '5s');
    command.option('--out <folder>', 'with --venue: for its logs', path.join('reports', 'out'));
  },
  async run(args, options) {
    if (options.venue === undefined) return judgeFiles(args, options.plugins !== false);
    if (args.length > 0) throw misused(`${args.join(' ')} beside --venue`, 'one of them');
    const bound = duration().safeParse(options.bound);
    if (!bound.success || bound.data === 0) {
      throw misused(`--bound ${options.bound}`, 'a duration such as 5s');
    }
    return validateVenue({
      name: options.venue as string,
      set: options.set as string[],
      defects: options.defect as string[],
      runtime: options.runtime as string,
      client: options.client as string | undefined,
      boundMs: bound.data,
      out: options.out as string,
    });
  },
} satisfies CliCommand;

async function judgeFiles(args: readonly string[], withPlugins: boolean) {
  const catalogue = { loadPlugin, pluginNames };
  const patterns = args.length > 0 ? args : ['scenarios'];
  const found = withPlugins
    ? await examineAll(patterns, { catalogue })
    : await examineNames(patterns, catalogue);
  const bad = found.filter((one) => !runsSomewhere(one));
  for (const one of found.filter(runsSomewhere)) {
    process.stdout.write(`${one.file}: valid${one.text && ', but not on this machine'}\n`);
    if (one.text) process.stdout.write(`${one.text}\n`);
  }
  for (const one of bad) process.stderr.write(`\n${one.text}\n`);
  if (bad.length > 0) process.stderr.write(`\n${bad.length} of ${found.length} are invalid.\n`);
  return bad.length > 0 ? exitCodes.usage : exitCodes.pass;
}

/** A scenario that only this machine cannot run is no worse for it. */
function runsSomewhere({ problems }: Planned): boolean {
  return problems.every((problem) => problem.hereOnly === true);
}

function misused(received: string, expected: string): ProofhouseError {
  return new ProofhouseError(`${received}: expected ${expected}.`, {
    code: 'usage',
    exitCode: exitCodes.usage,
    cure: 'Nothing was started.',
  });
}
