import { defineObserver, type ObserverContext, type ServiceObserved } from 'proofhouse/contract';

const everyMs = 25;
const timeoutMs = 250;
const repeatUs = 1_000_000;

/** Asks every service of its state; writes it at every change, and each second. */
export default defineObserver({
  summary: 'Leadership, epoch, mode and synchronisation, as the services say of themselves.',

  async observe(context) {
    const services = context.environment.services();
    await Promise.all(services.map((service) => watch(service.name, service.role, context)));
  },
});

async function watch(name: string, role: string, context: ObserverContext): Promise<void> {
  let last = '';
  let lastWrittenUs = -repeatUs;
  let previousUs = context.nowUs();
  while (!context.signal.aborted) {
    const askedUs = context.nowUs();
    const said = await ask(name, context);
    const atUs = context.nowUs();
    const key = JSON.stringify({ ...said, sequence: undefined });
    if (key !== last || atUs - lastWrittenUs >= repeatUs) {
      const common = { type: 'service', atUs, askedUs, previousUs, service: name, role } as const;
      context.record({ ...common, ...said });
      last = key;
      lastWrittenUs = atUs;
    }
    previousUs = askedUs;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

type Said = Omit<ServiceObserved, 'type' | 'atUs' | 'askedUs' | 'previousUs' | 'service' | 'role'>;

async function ask(name: string, context: ObserverContext): Promise<Said> {
  try {
    const signal = AbortSignal.any([context.signal, AbortSignal.timeout(timeoutMs)]);
    const said = await context.environment.status(name, signal);
    const { ready, leader, epoch, sequence, inSync, solo, mode, state } = said;
    const known = { ready, leader, epoch, sequence, inSync, solo, mode, state };
    const told = Object.entries(known).filter(([, value]) => value !== undefined);
    return { answered: true, ...Object.fromEntries(told) };
  } catch {
    return { answered: false };
  }
}
