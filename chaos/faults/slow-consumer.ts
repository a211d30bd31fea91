import { defineFault, type RunningService } from 'proofhouse/contract';
import { z } from 'zod';
import { portOfAddress, tcpSockets } from './parts/sockets.ts';

const options = z.strictObject({
  connections: z.int().min(1).max(100).default(8),
  path: z.string().startsWith('/').default('/status'),
});

/** What stays unread for good is more than any answer that is on its way. */
const unreadFromBytes = 8_192;

/** Clients that ask and never read: their answers fill the buffers of one gateway. */
export default defineFault({
  summary: 'Clients ask one gateway and never read its answers, so that its buffers fill.',
  options,
  needs: ['signal'],
  targets: 'one',
  heals: ['stop'],
  exceedsQuorum: false,

  steps: (targets, given) =>
    targets.map(({ name, address }) => {
      const parameters = { address, ...(given as z.output<typeof options>) };
      return { injector: 'clients', action: 'never-read', target: { service: name }, parameters };
    }),

  remember: async ({ targets }) => stuffed(targets[0]),

  async effect({ targets, before }) {
    const now = stuffed(targets[0]);
    const saw = `${now} connections of ${targets[0]?.name} have ${unreadFromBytes} bytes unread`;
    return { holds: now > (before as number), saw };
  },

  async healed({ targets, before }) {
    const now = stuffed(targets[0]);
    const saw = `${now} connections of ${targets[0]?.name} have ${unreadFromBytes} bytes unread`;
    return { holds: now <= (before as number), saw };
  },
});

/** Connections of a service with so much sent that nobody reads. */
function stuffed(service: RunningService | undefined): number {
  const port = portOfAddress(service?.address ?? '');
  const own = tcpSockets().filter(({ localPort }) => localPort === port);
  return own.filter(({ sendQueueBytes }) => sendQueueBytes >= unreadFromBytes).length;
}
