import { defineVenue, readHttpStatus } from 'proofhouse/contract';
import { z } from 'zod';

const options = z.strictObject({
  seed: z.int().min(0).default(1),
  awayMsMin: z.int().min(0).default(50),
  awayMsMax: z.int().min(0).default(1_500),
  /** How it is away, drawn among these for each death of the core. */
  ways: z
    .array(z.enum(['not-forwarded', 'hold', 'reset']))
    .default(['not-forwarded', 'hold', 'reset']),
  /** Acknowledged orders that each death of the core loses. */
  drop: z.int().min(0).default(0),
  /** Where it writes down what it drew; a file in its own data folder unless named. */
  truthFile: z.string().default(''),
});

const symbols = ['X', 'Y'];

/**
 * A venue that knows the truth about its own outage: when the core dies, the front stays away for a
 * time and in a way that it draws, forgets as many acknowledged orders as it was told to, and
 * writes both down where only tests look. It shows whether the harness measures what happened.
 */
export default defineVenue({
  summary:
    'Ground truth: stays away for a drawn time when its core dies, and writes down the truth.',
  version: '1',
  options,
  client: 'reference-http',

  topology(given) {
    const { seed, awayMsMin, awayMsMax, ways, drop, truthFile } = options.parse(given);
    return {
      services: [
        {
          name: 'core',
          role: 'engine',
          script: ['venues/stub/core.ts'],
          environment: {},
          ports: [
            { name: 'http', variable: 'PORT' },
            { name: 'link', variable: 'LINK_PORT' },
          ],
        },
        {
          name: 'front',
          role: 'gateway',
          script: ['venues/stub/front/main.ts'],
          environment: {
            SYMBOLS: symbols.join(','),
            SEED: String(seed),
            AWAY_MS: `${awayMsMin}-${awayMsMax}`,
            WAYS: ways.join(','),
            DROP: String(drop),
            TRUTH_FILE: truthFile,
          },
          ports: [{ name: 'http', variable: 'PORT' }],
          dataVariable: 'DATA',
        },
      ],
      links: [{ from: 'front', to: 'core', port: 'link', variable: 'CORE' }],
      gateways: [{ service: 'front', port: 'http' }],
      symbols,
    };
  },

  promise: () => ({ failover: true, power: false }),
  status: readHttpStatus,
});
