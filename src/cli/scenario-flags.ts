import type { Command } from 'commander';
import { loadPlugin, pluginNames } from '#catalogue';
import type { PlanOptions } from '#plan/plan.ts';

/**
 * What every command that plans takes: where scenarios lie, and what is put in place of their
 * values.
 */
export function declareScenarioFlags(command: Command): void {
  command.argument('<scenario...>', 'scenario files, plan files, folders or glob patterns');
  declareOverrides(command);
}

/** `--seed`, `--set` and `--defect`, beside whatever names the scenarios. */
export function declareOverrides(command: Command): void {
  command.option('--seed <n>', 'seed instead of the scenario’s own');
  command.option('--set <path=value>', 'change a value of the scenario (repeatable)', collect, []);
  const roles = 'plant a defect in the venue (repeatable)';
  command.option('--defect <role=name[:argument]>', roles, collect, []);
}

/** The declared flags as planning takes them. */
export function planOptionsOf(options: Readonly<Record<string, unknown>>): Required<PlanOptions> {
  return {
    catalogue: { loadPlugin, pluginNames },
    seed: options.seed as string | undefined,
    set: options.set as string[],
    defects: options.defect as string[],
  };
}

/** Gathers a flag that may be given several times. */
export function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}
