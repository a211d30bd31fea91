import path from 'node:path';
import { exitCodes } from '#kit/errors.ts';
import type { CliCommand } from '../command.ts';
import { runPlans } from '../run/run-plans.ts';

function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

export default {
  summary: 'Run scenarios: bring the venue up, trade on it, break it, judge, report.',
  configure(command) {
    command.argument('<scenario...>', 'scenario files, plan files, folders or glob patterns');
    command.option('--seed <n>', 'seed instead of the scenario’s own');
    command.option(
      '--set <path=value>',
      'change a value of the scenario (repeatable)',
      collect,
      [],
    );
    command.option('--defect <role=name>', 'plant a defect in the venue (repeatable)', collect, []);
    command.option('--out <folder>', 'folder for run folders', path.join('reports', 'out'));
    command.option('--reporter <names>', 'formats to write, separated by commas');
    command.option('--json', 'print run.json to stdout');
  },
  async run(args, options) {
    if (args.length === 0) return exitCodes.usage;
    return runPlans(args, {
      seed: options.seed as string | undefined,
      set: options.set as string[],
      defects: options.defect as string[],
      out: path.resolve(options.out as string),
      reporters: (options.reporter as string | undefined)?.split(',').map((name) => name.trim()),
      json: options.json === true,
    });
  },
} satisfies CliCommand;
