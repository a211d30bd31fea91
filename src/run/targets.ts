import type { Selector } from '#contract/plan.ts';
import type { Environment, RunningService } from '#contract/runtime.ts';
import { messageOf } from '#kit/errors.ts';

/**
 * Services that a selector names right now, as all services of the role answer; an error says why
 * none.
 */
export async function resolveTargets(
  selector: Selector,
  environment: Environment,
): Promise<RunningService[]> {
  const { role, pick } = selector;
  const members = environment.services().filter((service) => service.role === role);
  if (members.length === 0) throw new Error(`the venue has no service of role "${role}"`);
  if (typeof pick === 'object') {
    const named = members.filter((service) => service.name === pick.name);
    if (named.length === 0) throw new Error(`the venue has no ${role} "${pick.name}"`);
    return requireUp(named);
  }
  if (pick === 'any') return requireUp(members.slice(0, 1));
  const answers = await Promise.all(members.map((service) => claim(service, environment)));
  const leaders = members.filter((_, index) => answers[index] === 'leader');
  if (pick === 'leader') {
    if (leaders.length === 1) return requireUp(leaders);
    const names = leaders.map((service) => service.name).join(', ');
    throw new Error(
      leaders.length === 0
        ? `no ${role} says that it leads (${answers.join(', ')})`
        : `${names} all say that they lead`,
    );
  }
  const standbys = members.filter((_, index) => answers[index] === 'standby');
  if (standbys.length === 0) throw new Error(`no ${role} stands by (${answers.join(', ')})`);
  return requireUp(standbys.slice(0, 1));
}

/** The same, but retried while the venue changes its mind. */
export async function awaitTargets(
  selector: Selector,
  environment: Environment,
  withinMs: number,
): Promise<RunningService[]> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    try {
      return await resolveTargets(selector, environment);
    } catch (thrown) {
      if (performance.now() > deadline) throw thrown;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

async function claim(service: RunningService, environment: Environment): Promise<string> {
  try {
    const status = await environment.status(service.name, AbortSignal.timeout(250));
    return status.leader ? 'leader' : 'standby';
  } catch (thrown) {
    return `${service.name}: ${messageOf(thrown)}`;
  }
}

function requireUp(services: RunningService[]): RunningService[] {
  const down = services.filter((service) => service.process === undefined);
  if (down.length > 0) throw new Error(`${down.map((one) => one.name).join(', ')} is not running`);
  return services;
}
