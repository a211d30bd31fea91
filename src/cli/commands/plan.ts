import { digestOf } from '#kit/canonical.ts';
import { exitCodes } from '#kit/errors.ts';
import { describePlan } from '#plan/describe.ts';
import { planAll } from '#plan/plan.ts';
import type { CliCommand } from '../command.ts';
import { declareScenarioFlags, planOptionsOf } from '../scenario-flags.ts';

export default {
  summary: 'Say what a run would do, and do none of it.',
  configure(command) {
    declareScenarioFlags(command);
    command.option('--json', 'print the plans as JSON: one object, or a list of several');
  },
  async run(args, options) {
    const plans = await planAll(args, planOptionsOf(options));
    const text = options.json
      ? JSON.stringify(plans.length === 1 ? plans[0] : plans, null, 2)
      : plans.map((plan) => describePlan(plan, digestOf(plan))).join('\n\n');
    process.stdout.write(`${text}\n`);
    return exitCodes.pass;
  },
} satisfies CliCommand;
