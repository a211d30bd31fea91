import { defineFault, rate } from 'proofhouse/contract';
import { z } from 'zod';
import { clientPorts, portOfAddress } from './parts/sockets.ts';

const options = z.strictObject({
  rate: rate().default(300),
  path: z.string().startsWith('/').default('/status'),
});

/** New connections that count as a storm, and those that clients may open who only go on. */
const stormFrom = 50;
const calmUpTo = 10;
const calmForMs = 500;

/** Clients that connect to one gateway, ask once and go, hundreds of times a second. */
export default defineFault({
  summary: 'Hundreds of clients a second connect to one gateway, ask once and go.',
  options,
  needs: ['signal'],
  targets: 'one',
  heals: ['stop'],
  exceedsQuorum: false,

  steps: (targets, given) =>
    targets.map(({ name, address }) => {
      const { rate: ratePerSecond, path } = given as z.output<typeof options>;
      const parameters = { address, ratePerSecond, path };
      return { injector: 'clients', action: 'reconnect', target: { service: name }, parameters };
    }),

  remember: async ({ targets }) => portsOf(targets[0]?.address),

  async effect({ targets, before }) {
    const fresh = news(before as readonly number[], portsOf(targets[0]?.address));
    return { holds: fresh >= stormFrom, saw: `${fresh} new connections to ${targets[0]?.name}` };
  },

  async healed({ targets }) {
    const first = portsOf(targets[0]?.address);
    await new Promise((resolve) => setTimeout(resolve, calmForMs));
    const fresh = news(first, portsOf(targets[0]?.address));
    return { holds: fresh <= calmUpTo, saw: `${fresh} new connections in ${calmForMs} ms` };
  },
});

function portsOf(address = ''): number[] {
  return [...clientPorts(portOfAddress(address))];
}

function news(before: readonly number[], now: readonly number[]): number {
  const known = new Set(before);
  return now.filter((port) => !known.has(port)).length;
}
