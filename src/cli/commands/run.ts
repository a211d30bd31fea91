import path from 'node:path';
import { duration } from '#contract/units.ts';
import { exitCodes, ProofhouseError } from '#kit/errors.ts';
import type { Shard } from '#plan/suite.ts';
import type { CliCommand } from '../command.ts';
import { reporterNames } from '../reporters.ts';
import { runPlans } from '../run/run-plans.ts';
import { collect, declareOverrides } from '../scenario-flags.ts';

const repeatMax = 1_000;

export default {
  summary: 'Run scenarios: bring the venue up, trade on it, break it, judge, report.',
  configure(command) {
    command.argument('[scenario...]', 'scenario files, plan files, folders or glob patterns');
    declareOverrides(command);
    command.option(
      '--tag <tag>',
      'only scenarios with this tag (repeatable: any of them)',
      collect,
      [],
    );
    command.option('--shard <i/n>', 'only the i-th of n parts of the selection');
    command.option('--repeat <n>', 'run each scenario n times', '1');
    command.option('--time-budget <duration>', 'start no run that will not end in time, e.g. 10m');
    command.option('--fail-fast', 'start no run after one that did not pass');
    command.option('--keep', 'leave the venue up after the verdict; proofhouse down ends it');
    command.option('--heal-first', 'remove what an earlier run left behind, then start');
    command.option('--out <folder>', 'folder for run folders', path.join('reports', 'out'));
    command.option('--reporter <names>', 'formats to write, separated by commas');
    command.option('--json', 'print run.json, or suite.json of several runs, to stdout');
  },
  async run(args, options) {
    return runPlans(args, {
      seed: options.seed as string | undefined,
      set: options.set as string[],
      defects: options.defect as string[],
      out: path.resolve(options.out as string),
      reporters: reporterNames(options.reporter as string | undefined),
      json: options.json === true,
      keep: options.keep === true,
      healFirst: options.healFirst === true,
      suite: {
        tags: options.tag as string[],
        shard: options.shard === undefined ? undefined : shardOf(options.shard as string),
        repeat: repeatOf(options.repeat as string),
        timeBudgetMs:
          options.timeBudget === undefined ? undefined : budgetOf(options.timeBudget as string),
        failFast: options.failFast === true,
      },
    });
  },
} satisfies CliCommand;

function shardOf(text: string): Shard {
  const [, index = 0, of = 0] = /^(\d+)\/(\d+)$/.exec(text)?.map(Number) ?? [];
  if (index >= 1 && index <= of) return { index, of };
  throw misused('--shard', text, 'the part and the number of parts, e.g. 2/4');
}

function repeatOf(text: string): number {
  const repeat = Number(text);
  if (Number.isInteger(repeat) && repeat >= 1 && repeat <= repeatMax) return repeat;
  throw misused('--repeat', text, `a whole number from 1 to ${repeatMax}`);
}

function budgetOf(text: string): number {
  const parsed = duration().safeParse(text);
  if (parsed.success && parsed.data > 0) return parsed.data;
  throw misused('--time-budget', text, 'a duration with its unit, e.g. 90s or 10m');
}

function misused(flag: string, received: string, expected: string): ProofhouseError {
  return new ProofhouseError(`${flag} ${received}: expected ${expected}.`, {
    code: 'usage',
    exitCode: exitCodes.usage,
    cure: 'Nothing was started.',
  });
}
