import { connect } from 'node:net';
import { defineFault, descriptorLimit, nextDescriptor } from 'proofhouse/contract';
import { z } from 'zod';
import { andAnswers } from './parts/answers.ts';

const answerWithinMs = 400;

/**
 * A service that can open nothing more: no connection, no file. What it has open works on. New
 * connections are closed or left unanswered (EMFILE, accept(2)).
 */
export default defineFault({
  summary: 'One service can open no further file and take no further connection.',
  options: z.strictObject({}),
  needs: ['descriptor-limit', 'restart', 'status'],
  targets: 'one',
  heals: ['lift'],
  exceedsQuorum: false,

  steps: (targets) =>
    targets.map((target) => ({
      injector: 'descriptors',
      action: 'exhaust',
      target: { service: target.name, ...target.process },
      parameters: { soft: descriptorLimit(target.process?.pid ?? -1) ?? 0 },
    })),

  async effect({ targets }) {
    const [target] = targets;
    const pid = target?.process?.pid ?? -1;
    const served = await isServed(target?.address ?? '');
    const limit = descriptorLimit(pid);
    const next = nextDescriptor(pid);
    if (limit === undefined || next === undefined) {
      return { holds: null, saw: `pid ${pid} is gone` };
    }
    const how = served ? 'is served' : 'is not served';
    const saw = `pid ${pid} may open ${limit}, the next is number ${next}; an own connection ${how}`;
    return { holds: next >= limit && !served, saw };
  },

  async healed(context) {
    const { name, address } = context.targets[0] ?? { name: '', address: '' };
    const pid = context.environment.service(name).process?.pid ?? -1;
    const served = await isServed(address);
    if (!served) return { holds: false, saw: 'an own connection is still not served' };
    return andAnswers(context, `pid ${pid} serves a new connection`);
  },
});

/** Asks for the status over a connection of its own; any byte is an answer. */
function isServed(address: string): Promise<boolean> {
  const at = address.lastIndexOf(':');
  return new Promise((resolve) => {
    const socket = connect({ host: address.slice(0, at), port: Number(address.slice(at + 1)) });
    const end = (served: boolean) => {
      socket.destroy();
      resolve(served);
    };
    socket.setTimeout(answerWithinMs, () => end(false));
    socket.once('connect', () => socket.write('GET /status HTTP/1.0\r\n\r\n'));
    socket.once('data', () => end(true));
    socket.once('error', () => end(false));
    socket.once('close', () => end(false));
  });
}
