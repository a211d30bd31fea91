import { readFileSync } from 'node:fs';
import type { FaultPlugin, ProcessIdentity, RunningService } from 'proofhouse/contract';
import processKill from '../process-kill.ts';

export interface BeforeDamage {
  readonly victims: readonly (ProcessIdentity | undefined)[];
  readonly log: Buffer;
}

/** The service and its log as they are before anything is done to them. */
export async function rememberLog({ targets }: { targets: readonly RunningService[] }) {
  const log = readFileSync(targets[0]?.walFile ?? '');
  return { victims: targets.map((target) => target.process), log } satisfies BeforeDamage;
}

/** The kill, and then what is done to the log of the dead service. */
export function damageSteps(
  action: 'tear' | 'corrupt',
  parse: (given: unknown) => Readonly<Record<string, number>>,
) {
  const steps: FaultPlugin['steps'] = (targets, given) => [
    ...processKill.steps(targets, {}),
    ...targets.map((target) => ({
      injector: 'log',
      action,
      target: { service: target.name, ...target.process, path: target.walFile ?? '' },
      parameters: parse(given),
    })),
  ];
  return steps;
}
