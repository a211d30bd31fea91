/** A start that cannot succeed: the message says what was expected and what to do. */
export class StartError extends Error {
  override name = 'StartError';
}

/** What a service is told through its environment. */
export function readText(name: string, fallback?: string): string {
  const value = process.env[name] ?? fallback;
  if (value === undefined || value === '') {
    throw new StartError(`expected the environment variable ${name}, received nothing: set it`);
  }
  return value;
}

/** A whole number, one or more. */
export function readCount(name: string, fallback?: number): number {
  const text = readText(name, fallback === undefined ? undefined : String(fallback));
  if (!/^[1-9]\d{0,8}$/.test(text)) {
    throw new StartError(`${name}: expected a whole number from 1, received "${text}"`);
  }
  return Number(text);
}

export function readChoice<T extends string>(
  name: string,
  choices: readonly [T, ...(readonly T[])],
): T {
  const [fallback] = choices;
  const value = readText(name, fallback);
  const choice = choices.find((candidate) => candidate === value);
  if (choice === undefined) {
    throw new StartError(`${name}: expected ${choices.join(' or ')}, received "${value}"`);
  }
  return choice;
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Where this service listens: HOST, 127.0.0.1 unless told, and PORT. */
export function readOwnAddress(): Address {
  return { host: readText('HOST', '127.0.0.1'), port: readCount('PORT') };
}

/** The address of a peer as `host:port`: one variable a link, so that a proxy fits into it. */
export function readPeerAddress(name: string): Address {
  const text = readText(name);
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(text) ?? [];
  if (host === undefined) throw new StartError(`${name}: expected host:port, received "${text}"`);
  return { host, port: Number(port) };
}
