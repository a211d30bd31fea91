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
};

export function readGatewaySettings(env: NodeJS.ProcessEnv): GatewaySettings {
  return {
    ...readServiceSettings(env),
    engines: [
      { name: 'engine-a', address: readAddress(env, 'ENGINE_A') },
      { name: 'engine-b', address: readAddress(env, 'ENGINE_B') },
    ],
    answerMsMax: readCount(env, 'ANSWER_MS_MAX', 1_500),
  };
}
