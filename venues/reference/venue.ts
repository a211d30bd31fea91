import {
  type DefectSpec,
  defineVenue,
  duration,
  type PlantedDefect,
  readHttpStatus,
  type ServiceSpec,
} from 'proofhouse/contract';
import { z } from 'zod';
import { type Defect, defects } from './defects.ts';
import { crashSteps } from './engine/crash-point.ts';
import { readFeed } from './feed-reader.ts';
import { linksOf } from './links.ts';

const options = z.strictObject({
  replication: z.enum(['sync', 'async']).default('sync'),
  durability: z.enum(['sync', 'none']).default('sync'),
  /** How orders are entered. */
  client: z.enum(['reference-http', 'reference-websocket']).default('reference-http'),
  /** How far the standby may lag behind: only with `replication: async`. */
  replicationLag: duration().default(0),
  /** A snapshot follows so many records, and the log loses its head. */
  snapshotRecords: z.int().min(20).max(1_000_000).default(500),
});

type Options = z.output<typeof options>;

const symbols = ['X', 'Y'];
const gateways = ['gateway-a', 'gateway-b'];
const engines = ['engine-a', 'engine-b'];

/**
 * The worked example of a venue: two gateways, a leading and a standing-by engine, a controller,
 * a market-data feed.
 */
export default defineVenue({
  summary: 'Two gateways, two replicating engines, a controller and a market-data feed.',
  version: '1',
  options,
  client: (given) => (given as Options).client,

  topology(given, planted) {
    const { replication, durability, replicationLag, snapshotRecords } = given as Options;
    const settings = {
      SYMBOLS: symbols.join(','),
      REPLICATION: replication,
      DURABILITY: durability,
      CRASH_POINTS: 'on',
      SNAPSHOT_RECORDS: String(snapshotRecords),
      REPLICATION_LAG_MS: String(replication === 'async' ? replicationLag : 0),
    };
    const service = (name: string, role: string, more: Partial<ServiceSpec>): ServiceSpec => ({
      name,
      role,
      script: [`venues/reference/${role}/main.ts`],
      environment: { ...settings, DEFECTS: defectsOf(role, planted) },
      ports: [{ name: 'http', variable: 'PORT' }],
      ...more,
    });
    const controllerPorts = [
      { name: 'http', variable: 'PORT' },
      { name: 'control', variable: 'CONTROL_PORT' },
    ];
    const enginePorts = [
      { name: 'http', variable: 'PORT' },
      { name: 'entry', variable: 'ENTRY_PORT' },
      { name: 'replication', variable: 'REPLICATION_PORT' },
    ];
    return {
      services: [
        ...engines.map((name) =>
          service(name, 'engine', {
            ports: enginePorts,
            dataVariable: 'DATA',
            wal: 'commands.wal',
          }),
        ),
        service('controller', 'controller', { ports: controllerPorts, dataVariable: 'DATA' }),
        ...gateways.map((name) => service(name, 'gateway', {})),
        service('market-data', 'market-data', {}),
      ],
      links: linksOf(gateways, engines),
      gateways: gateways.map((name) => ({ service: name, port: 'http' })),
      symbols,
    };
  },

  promise(given) {
    const { replication, durability } = given as Options;
    return { failover: replication === 'sync', power: durability === 'sync' };
  },

  status: readHttpStatus,
  books: true,
  offers: ['market', 'fok', 'post-only', 'replace', 'mass-cancel'],
  conventions: { replaceQuantity: 'total' },
  feed: { role: 'market-data', read: readFeed },
  crashPoints: { engine: crashSteps },
  defects: Object.fromEntries(Object.entries(defects).map(([name, one]) => [name, specOf(one)])),
});

function defectsOf(role: string, planted: readonly PlantedDefect[]): string {
  return planted
    .filter((defect) => defect.role === role)
    .map(({ name, argument }) => (argument === undefined ? name : `${name}:${argument}`))
    .join(',');
}

function specOf(defect: Defect): DefectSpec {
  const common = { roles: defect.roles, summary: defect.does };
  return defect.argument === undefined ? common : { ...common, argument: defect.argument.counts };
}
