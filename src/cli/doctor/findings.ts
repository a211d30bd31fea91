import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { loadPlugin, loadPlugins } from '#catalogue';
import type { FaultPlugin } from '#contract/fault.ts';
import type { RuntimePlugin } from '#contract/runtime.ts';
import { userCacheFolder } from '#kit/cache-folder.ts';
import { messageOf } from '#kit/errors.ts';
import { readNoiseFloor } from '#run/noise-floor.ts';

/** One thing that this machine has or lacks. */
export interface Finding {
  readonly what: string;
  readonly found: boolean;
  /** Version, place or number, where it was found. */
  readonly where?: string;
  /** What it is for and how to get it, where it was not. */
  readonly cure?: string;
  /** Without it nothing runs. */
  readonly required?: true;
}

const nodeMajorMin = 24;
const askMs = 5_000;
const execute = promisify(execFile);

/** Looks at everything that scenarios may need; reads only. */
export async function findAll(): Promise<Finding[]> {
  const faults = await faultNeeds();
  const found = await Promise.all([
    node(),
    cores(),
    { what: 'kernel', found: true, where: `${os.type()} ${os.release()} ${os.arch()}` },
    root(),
    docker(),
    program('k6', ['k6'], 'k6 load: go install go.k6.io/k6@v1.8.1'),
    program(
      'toxiproxy',
      ['toxiproxy-server', 'toxiproxy'],
      'link faults: go install github.com/Shopify/toxiproxy/v2/cmd/server@v2.12.0',
    ),
    program(
      'chromium',
      ['chromium', 'chromium-browser', 'google-chrome'],
      'browser journeys: apt-get install chromium, or npx playwright install chromium',
    ),
    noiseFloor(),
  ]);
  return [...found, ...faults];
}

function node(): Finding {
  const found = Number(process.versions.node.split('.')[0]) >= nodeMajorMin;
  const where = `${process.version} ${process.execPath}`;
  const cure = `Node ${nodeMajorMin} or newer is needed: npm ci brings it on common platforms`;
  return { what: 'node', found, required: true, where, ...(found ? {} : { cure }) };
}

function cores(): Finding {
  const count = os.availableParallelism();
  const memory = `${Math.round(os.totalmem() / 2 ** 30)} GiB`;
  const model = os.cpus()[0]?.model ?? '';
  const cure = 'a venue, its load and the harness on one core disturb each other: use two or more';
  const where = `${count}, ${memory}, ${model}`;
  return { what: 'cores', found: count >= 2, where, ...(count >= 2 ? {} : { cure }) };
}

function root(): Finding {
  const found = process.getuid?.() === 0;
  const cure = 'faults of disks and limits need it: run in a privileged job for those scenarios';
  return { what: 'root', found, ...(found ? { where: `uid 0` } : { cure }) };
}

/** What the faults of the process runtime need of this machine beyond processes and signals. */
async function faultNeeds(): Promise<Finding[]> {
  const runtime = await loadPlugin<RuntimePlugin>('runtime', 'process');
  const faults = [...(await loadPlugins<FaultPlugin>('fault'))];
  return Promise.all(
    runtime.capabilities
      .filter((capability) => capability !== 'signal' && capability !== 'restart')
      .map(async (what): Promise<Finding> => {
        const users = faults.filter(([, { needs }]) => needs.includes(what)).map(([name]) => name);
        const why = await runtime.unavailable(what);
        if (why === undefined) return { what, found: true, where: users.join(', ') };
        return { what, found: false, cure: `${users.join(', ')}: ${why}` };
      }),
  );
}

async function docker(): Promise<Finding> {
  const what = 'docker';
  const client = await onPath('docker');
  const cure = 'the docker runtime: install Docker Engine or Podman with a Docker socket';
  if (client === undefined) return { what, found: false, cure };
  try {
    const format = ['version', '--format', '{{.Server.Version}}'];
    const { stdout } = await execute(client, format, { timeout: askMs });
    return { what, found: true, where: `engine ${stdout.trim()}, ${client}` };
  } catch (thrown) {
    const said = messageOf(thrown).trim().split('\n').at(-1);
    return { what, found: false, cure: `${client} is there, but no engine answers: ${said}` };
  }
}

async function program(what: string, names: readonly string[], cure: string): Promise<Finding> {
  for (const name of names) {
    const where = await onPath(name);
    if (where !== undefined) return { what, found: true, where };
  }
  return { what, found: false, cure };
}

async function noiseFloor(): Promise<Finding> {
  const what = 'noise floor';
  const floor = await readNoiseFloor();
  if (floor.measuredAt === null) {
    return { what, found: false, cure: 'reports lack it: proofhouse doctor --calibrate' };
  }
  const { roundTripP50Ms: p50, roundTripP99Ms: p99, timerLagP99Ms: lag } = floor;
  const where = `round trip p50 ${p50} ms, p99 ${p99} ms; timer lag p99 ${lag} ms`;
  return { what, found: true, where: `${where}; measured ${floor.measuredAt}` };
}

/** The first executable of that name on the PATH or among the tools in our cache. */
async function onPath(name: string): Promise<string | undefined> {
  const folders = [
    ...(process.env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== ''),
    path.join(userCacheFolder(), 'tools'),
  ];
  const suffix = process.platform === 'win32' ? '.exe' : '';
  for (const folder of folders) {
    const file = path.join(folder, name + suffix);
    if (!existsSync(file)) continue;
    const executable = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (executable) return file;
  }
  return undefined;
}
