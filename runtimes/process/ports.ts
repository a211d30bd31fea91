import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { identify, stateOf } from 'proofhouse/contract';

/**
 * Ports without races: below the kernel's ephemeral range (net.ipv4.ip_local_port_range), where no
 * client connection lands by chance, each leased by a file that names its owner's pid and start
 * time.
 */
const folder = path.join(tmpdir(), 'proofhouse-ports');
const firstPort = 20_000;
const lastPort = 31_999;

export interface PortLease {
  readonly port: number;
  release(): void;
}

/** Leases a port on `host` that nobody listens on; throws if the whole range is taken. */
export async function leasePort(host: string): Promise<PortLease> {
  mkdirSync(folder, { recursive: true });
  const [first, last] = range();
  const count = last - first + 1;
  const start = (process.pid * 61) % count;
  for (let step = 0; step < count; step += 1) {
    const port = first + ((start + step) % count);
    const lease = tryLease(port);
    if (lease === undefined) continue;
    if (await isFree(host, port)) return lease;
    lease.release();
  }
  throw new Error(
    `no free port on ${host} from ${first} to ${last}: end what listens there, or name another ` +
      'range in PROOFHOUSE_PORTS=FIRST-LAST',
  );
}

function range(): [number, number] {
  const wanted = /^(\d+)-(\d+)$/.exec(process.env.PROOFHOUSE_PORTS ?? '');
  return wanted ? [Number(wanted[1]), Number(wanted[2])] : [firstPort, lastPort];
}

function tryLease(port: number): PortLease | undefined {
  const file = path.join(folder, String(port));
  const owner = identify(process.pid);
  const text = `${process.pid} ${owner?.startTicks ?? 0}`;
  const lease = { port, release: () => rmSync(file, { force: true }) };
  try {
    writeFileSync(file, text, { flag: 'wx' });
    return lease;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown;
  }
  const [pid, startTicks] = readFileSync(file, { encoding: 'utf8', flag: 'r' })
    .split(' ')
    .map(Number);
  if (pid === undefined || startTicks === undefined) return undefined;
  if (stateOf({ pid, startTicks }) !== undefined) return undefined;
  // The owner is gone: its lease is void. Whoever creates the file anew has it.
  rmSync(file, { force: true });
  try {
    writeFileSync(file, text, { flag: 'wx' });
    return lease;
  } catch {
    return undefined;
  }
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen({ host, port }, () => server.close(() => resolve(true)));
  });
}
