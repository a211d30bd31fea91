import type { FaultPlugin } from '#contract/fault.ts';
import type { Plan, PlannedFault } from '#contract/plan.ts';
import type { Environment, RunningService } from '#contract/runtime.ts';
import { killSwitch } from './kill-switch.ts';

const askedWithinMs = 250;
const settlesWithinMs = 1_000;
const lookEveryMs = 20;

/** What a run may break at one time. Asked just before each injection. */
export interface Budget {
  /** Why the fault may not be injected now; undefined if it may, and then it counts as in. */
  admit(
    fault: PlannedFault,
    plugin: FaultPlugin,
    targets: readonly RunningService[],
  ): Promise<string | undefined>;
  /** The fault is out again. */
  release(fault: string): void;
}

/**
 * The budget of a plan, against what the services say of themselves at that moment. Who may lead
 * must be backed: by a standby in sync if the leader is hit, by the leader if a standby is. A
 * scenario that takes away more on purpose says `expect: halt-safely`.
 */
export function createBudget(plan: Plan, environment: Environment, runId: string): Budget {
  const broken = new Map<string, readonly string[]>();
  const hit = (fault: string): Set<string> =>
    new Set([...broken].flatMap(([other, names]) => (other === fault ? [] : names)));
  return {
    async admit(fault, plugin, targets) {
      const stopped = killSwitch(runId);
      if (stopped !== undefined) return `the kill switch is on: ${stopped}`;
      const atOnce = plan.limits?.faultsAtOnce;
      if (atOnce !== undefined && broken.size >= atOnce) {
        const others = [...broken.keys()].join(', ');
        return `over budget: ${others} still in, and limits.faultsAtOnce is ${atOnce}`;
      }
      const names = targets.map((target) => target.name);
      // Counted from here on, so that two faults of one moment see each other.
      broken.set(fault.id, names);
      if (plan.expect === 'halt-safely' || plugin.targets !== 'one') return undefined;
      const because = await unbacked(targets, () => hit(fault.id), environment);
      if (because !== undefined) broken.delete(fault.id);
      return because;
    },
    release: (fault) => void broken.delete(fault),
  };
}

/** Looks again for a second: a venue that has just changed its mind may not have said so. */
async function unbacked(
  targets: readonly RunningService[],
  hit: () => ReadonlySet<string>,
  environment: Environment,
): Promise<string | undefined> {
  const [target] = targets;
  if (target === undefined) return undefined;
  const members = environment.services().filter((one) => one.role === target.role);
  const others = members.filter((one) => !targets.some(({ name }) => name === one.name));
  // The only one of its role backs nobody: whether it may be hit is the scenario's to say.
  if (others.length === 0) return undefined;
  const deadlineMs = performance.now() + settlesWithinMs;
  for (;;) {
    const asked = others.map((one) => backing(one, hit(), environment));
    const answers = await Promise.all(asked);
    if (answers.includes('backs')) return undefined;
    if (performance.now() > deadlineMs) {
      const said = others.map((one, index) => `${one.name} ${answers[index]}`).join(', ');
      return `over budget: no other ${target.role} could go on (${said}); a scenario that wants this says expect: halt-safely`;
    }
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}

/** `backs`, or why not. */
async function backing(
  { name, process }: RunningService,
  hit: ReadonlySet<string>,
  environment: Environment,
): Promise<string> {
  if (hit.has(name)) return 'is hit by another fault';
  if (process === undefined) return 'is down';
  try {
    const status = await environment.status(name, AbortSignal.timeout(askedWithinMs));
    if (!status.live) return 'says that it is not live';
    const leads = status.leader === undefined || status.leader || status.inSync === true;
    return leads ? 'backs' : 'is not in sync';
  } catch {
    return 'does not answer';
  }
}
