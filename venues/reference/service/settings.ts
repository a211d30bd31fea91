import { type DefectSet, parseDefects } from '../defects.ts';

/** What every service of the venue is told through its environment. */
export type ServiceSettings = {
  service: string;
  host: string;
  port: number;
  version: string;
  symbols: readonly string[];
  defects: DefectSet;
};

/**
 * A setting that is missing or cannot be read; the service says so and exits with 78 (EX_CONFIG).
 */
export class SettingError extends Error {
  override name = 'SettingError';
}

export function readServiceSettings(env: NodeJS.ProcessEnv): ServiceSettings {
  return {
    service: readText(env, 'SERVICE'),
    host: readText(env, 'HOST', '127.0.0.1'),
    port: readPort(env, 'PORT'),
    version: readText(env, 'VERSION_LABEL', '1'),
    symbols: readText(env, 'SYMBOLS', 'X,Y').split(','),
    defects: readDefects(env),
  };
}

function readDefects(env: NodeJS.ProcessEnv): DefectSet {
  try {
    return parseDefects(env.DEFECTS ?? '');
  } catch (error) {
    throw new SettingError((error as Error).message);
  }
}

export function readText(env: NodeJS.ProcessEnv, name: string, fallback?: string): string {
  const value = env[name] ?? fallback;
  if (value === undefined || value === '') {
    throw new SettingError(`expected the environment variable ${name}, received nothing: set it`);
  }
  return value;
}

export function readChoice<T extends string>(
  env: NodeJS.ProcessEnv,
  name: string,
  choices: readonly T[],
  fallback: T,
): T {
  const value = env[name] ?? fallback;
  const choice = choices.find((candidate) => candidate === value);
  if (choice === undefined) {
    throw new SettingError(`${name}: expected ${choices.join(' or ')}, received "${value}"`);
  }
  return choice;
}

export function readPort(env: NodeJS.ProcessEnv, name: string): number {
  const port = readCount(env, name);
  if (port < 1 || port > 65535) {
    throw new SettingError(`${name}: expected a port from 1 to 65535, received ${port}`);
  }
  return port;
}

/** A whole number, zero or more: times in milliseconds, ports. */
export function readCount(env: NodeJS.ProcessEnv, name: string, fallback?: number): number {
  const text = readText(env, name, fallback === undefined ? undefined : String(fallback));
  if (!/^\d{1,9}$/.test(text)) {
    throw new SettingError(`${name}: expected a whole number, received "${text}"`);
  }
  return Number(text);
}

export type Address = { host: string; port: number };

/**
 * The address of a peer, `host:port`. One variable per link, so that a proxy can be put into it.
 */
export function readAddress(env: NodeJS.ProcessEnv, name: string): Address {
  const text = readText(env, name);
  const colon = text.lastIndexOf(':');
  const port = Number(text.slice(colon + 1));
  if (colon < 1 || !Number.isInteger(port) || port < 1 || port > 65535) {
    throw new SettingError(`${name}: expected host:port, received "${text}"`);
  }
  return { host: text.slice(0, colon), port };
}
