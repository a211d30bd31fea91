import { defineInjector, type World } from 'proofhouse/contract';

const answerWithinMs = 1_000;

/** Tells a service to kill itself right after a named step, by the venue's own test route. */
export default defineInjector({
  summary: 'Arms a service to kill itself with SIGKILL right after a named step.',
  actions: ['arm'],

  async apply(step, world) {
    await ask(world, step.target.service, 'PUT', { step: String(step.parameters?.step) });
  },

  async revert(step, world) {
    const { environment } = world;
    const { service } = step.target;
    if (environment === undefined) return;
    // One that did not get to the step must not die of it later.
    if (environment.service(service).process) await ask(world, service, 'DELETE').catch(() => {});
    await environment.start(service);
  },

  async inspect(step, world) {
    if (world.environment === undefined) return 'absent';
    return world.environment.service(step.target.service).process ? 'absent' : 'present';
  },
});

async function ask(world: World, service: string, method: 'PUT' | 'DELETE', body?: object) {
  const address = world.environment?.service(service).address;
  const answer = await fetch(`http://${address}/crash-point`, {
    method,
    signal: AbortSignal.timeout(answerWithinMs),
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  if (answer.ok) return;
  throw new Error(`${service} answered ${answer.status} to ${method} /crash-point`);
}
