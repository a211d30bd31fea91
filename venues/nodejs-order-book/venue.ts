import { defineVenue, readHttpStatus, type ServiceSpec } from 'proofhouse/contract';
import { z } from 'zod';

const options = z.strictObject({
  durability: z.enum(['sync', 'none']).default('sync'),
});

const symbols = ['X', 'Y'];
const gateways = ['gateway-a', 'gateway-b'];
const httpPort = { name: 'http', variable: 'PORT' };

/**
 * A venue on somebody else's matching: one engine process around the npm package
 * nodejs-order-book, with a journal and snapshots, behind two gateways that only pass on.
 */
export default defineVenue({
  summary: 'The npm engine nodejs-order-book with a journal, alone, behind two gateways.',
  version: '1',
  options,
  client: 'reference-http',

  topology(given) {
    const { durability } = options.parse(given);
    const gateway = (name: string): ServiceSpec => ({
      name,
      role: 'gateway',
      script: ['venues/nodejs-order-book/gateway/main.ts'],
      environment: { SERVICE: name },
      ports: [httpPort],
    });
    return {
      services: [
        {
          name: 'engine',
          role: 'engine',
          script: ['venues/nodejs-order-book/engine/main.ts'],
          environment: { SERVICE: 'engine', SYMBOLS: symbols.join(','), DURABILITY: durability },
          ports: [httpPort],
          dataVariable: 'DATA',
          wal: 'journal',
        },
        ...gateways.map(gateway),
      ],
      links: gateways.map((name) => ({
        from: name,
        to: 'engine',
        port: 'http',
        variable: 'ENGINE',
      })),
      gateways: gateways.map((name) => ({ service: name, port: 'http' })),
      symbols,
    };
  },

  /**
   * Nobody stands by, so a killed engine is an outage until it is started again. But it comes back
   * with everything it acknowledged: the kernel has what was written before an acknowledgement,
   * and with `durability: sync` the disk has it too.
   */
  promise(given) {
    return { failover: true, power: options.parse(given).durability === 'sync' };
  },

  status: readHttpStatus,
});
