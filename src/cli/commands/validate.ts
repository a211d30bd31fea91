import { loadPlugin, pluginNames } from '#catalogue';
import { exitCodes } from '#kit/errors.ts';
import { examineAll, examineNames, type Planned } from '#plan/plan.ts';
import type { CliCommand } from '../command.ts';

export default {
  summary: 'Judge scenario files without running anything.',
  configure(command) {
    command.argument('[scenario...]', 'files, folders or glob patterns', ['scenarios']);
    command.option('--no-plugins', 'execute no plugin: structure and names only');
  },
  async run(args, options) {
    const catalogue = { loadPlugin, pluginNames };
    const patterns = args.length > 0 ? args : ['scenarios'];
    const found =
      options.plugins === false
        ? await examineNames(patterns, catalogue)
        : await examineAll(patterns, { catalogue });
    const bad = found.filter((one) => !runsSomewhere(one));
    for (const one of found.filter(runsSomewhere)) {
      process.stdout.write(`${one.file}: valid${one.text && ', but not on this machine'}\n`);
      if (one.text) process.stdout.write(`${one.text}\n`);
    }
    for (const one of bad) process.stderr.write(`\n${one.text}\n`);
    if (bad.length > 0) process.stderr.write(`\n${bad.length} of ${found.length} are invalid.\n`);
    return bad.length > 0 ? exitCodes.usage : exitCodes.pass;
  },
} satisfies CliCommand;

/** A scenario that only this machine cannot run is no worse for it. */
function runsSomewhere({ problems }: Planned): boolean {
  return problems.every((problem) => problem.hereOnly === true);
}
