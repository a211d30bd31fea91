import type { RuntimeCapability } from '#contract/runtime.ts';
import type { Problem } from './problem.ts';
import type { Resolved } from './resolve.ts';

/** What faults need, against what the runtime, the venue and this machine have. */
export async function needProblems(
  resolved: Pick<Resolved, 'venue' | 'runtime' | 'faults'>,
): Promise<Problem[]> {
  const { runtime, venue } = resolved;
  const problems: Problem[] = [];
  for (const { path, planned, plugin } of resolved.faults) {
    for (const need of plugin.needs) {
      const at = { path: [...path, 'kind'] };
      const lacks = `${planned.kind} needs "${need}", which`;
      if (need === 'load') continue;
      if (need === 'status') {
        if (venue === undefined || venue.plugin.status !== undefined) continue;
        const hints = ['choose another fault, or teach the venue to tell its status'];
        problems.push({ ...at, message: `${lacks} the venue ${venue.name} does not have`, hints });
        continue;
      }
      if (runtime === undefined) continue;
      if (!runtime.plugin.capabilities.includes(need)) {
        const hints = [`it has ${runtime.plugin.capabilities.join(', ') || 'none'}`];
        const message = `${lacks} the runtime ${runtime.name} does not have`;
        problems.push({ ...at, message, hints });
        continue;
      }
      const why = await runtime.plugin.unavailable(need satisfies RuntimeCapability);
      if (why === undefined) continue;
      const message = `${lacks} cannot be had on this machine`;
      problems.push({ ...at, message, hints: [why], hereOnly: true });
    }
  }
  return problems;
}
