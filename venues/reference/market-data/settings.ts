import {
  type Address,
  readAddress,
  readCount,
  readServiceSettings,
  type ServiceSettings,
} from '../service/settings.ts';

export type MarketDataSettings = ServiceSettings & {
  engines: readonly { name: string; address: Address }[];
  /** A reader for whom more bytes than this wait is cut off: the feed waits for nobody. */
  slowConsumerBytes: number;
};

export function readMarketDataSettings(env: NodeJS.ProcessEnv): MarketDataSettings {
  return {
    ...readServiceSettings(env),
    engines: [
      { name: 'engine-a', address: readAddress(env, 'ENGINE_A') },
      { name: 'engine-b', address: readAddress(env, 'ENGINE_B') },
    ],
    slowConsumerBytes: readCount(env, 'SLOW_CONSUMER_BYTES', 8_000_000),
  };
}
