import { readFileSync } from 'node:fs';

/** A TCP socket of this machine, as `/proc/net/tcp` shows it (proc(5)). */
export interface TcpSocket {
  readonly localPort: number;
  readonly remotePort: number;
  /** Bytes that the other side has not taken yet. */
  readonly sendQueueBytes: number;
}

/** Every TCP socket of either end, also those that only wait for their time to be over. */
export function tcpSockets(): TcpSocket[] {
  return readFileSync('/proc/net/tcp', 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [, local = '', remote = '', , queues = ''] = line.trim().split(/\s+/);
      return {
        localPort: portOf(local),
        remotePort: portOf(remote),
        sendQueueBytes: Number.parseInt(queues.split(':')[0] ?? '0', 16),
      };
    });
}

/** Ports of the clients of a server's port, of connections past and present. */
export function clientPorts(serverPort: number): Set<number> {
  const ports = tcpSockets().flatMap(({ localPort, remotePort }) => {
    if (localPort === serverPort) return remotePort;
    return remotePort === serverPort ? localPort : [];
  });
  return new Set(ports.filter((port) => port > 0));
}

export function portOfAddress(address: string): number {
  return Number(address.split(':').at(-1));
}

function portOf(hexadecimal: string): number {
  return Number.parseInt(hexadecimal.split(':')[1] ?? '0', 16);
}
