import {
  type Address,
  readAddress,
  readCount,
  readServiceSettings,
  type ServiceSettings,
} from '../service/settings.ts';

export type GatewaySettings = ServiceSettings & {
  engines: readonly { name: string; address: Address }[];
  /** Every request is answered within this time, in milliseconds. */
  answerMsMax: number;
  /** New orders of one account, a second; 0 for no limit. */
  ordersPerSecond: number;
  /** Requests without an answer in a row that open the breaker, and how long it stays open. */
  breakerSilentMax: number;
  breakerOpenMs: number;
};

export function readGatewaySettings(env: NodeJS.ProcessEnv): GatewaySettings {
  return {
    ...readServiceSettings(env),
    engines: [
      { name: 'engine-a', address: readAddress(env, 'ENGINE_A') },
      { name: 'engine-b', address: readAddress(env, 'ENGINE_B') },
    ],
    answerMsMax: readCount(env, 'ANSWER_MS_MAX', 1_500),
    ordersPerSecond: readCount(env, 'ORDERS_PER_SECOND', 2_000),
    breakerSilentMax: readCount(env, 'BREAKER_SILENT', 5),
    breakerOpenMs: readCount(env, 'BREAKER_OPEN_MS', 500),
  };
}
