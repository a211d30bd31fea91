import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  eventually,
  livingProcessesOf,
  runFolders,
  startProofhouse,
  temporaryFolder,
} from './cli.ts';

let out: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  out = temporaryFolder();
});
afterEach(() => out.dispose());

function journalOf(folder: string): string {
  const file = path.join(folder, 'journal.ndjson');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

// The promise is about time, so this is one of the few tests that names some.
const withinMs = 5_000;

test.each([
  { scenario: 'leader-paused', when: 'the leader is paused', state: '"state":"active"' },
  { scenario: 'leader-killed', when: 'the fault is planned', state: '"state":"planned"' },
])(
  'SIGKILL of the harness while $when leaves nothing alive',
  async ({ scenario, state }) => {
    const run = startProofhouse(['run', `scenarios/${scenario}.yaml`, '--out', out.path]);
    const folder = () => runFolders(out.path).at(-1) ?? '';
    await eventually(`journal says ${state}`, () => journalOf(folder()).includes(state), 60_000);
    const runId = path.basename(folder());
    expect(livingProcessesOf([runId]).length).toBeGreaterThan(4);
    process.kill(-run.pid, 'SIGKILL');
    await eventually('all processes gone', () => livingProcessesOf([runId]).length === 0, withinMs);
    await eventually('the guardian wrote what it did', () =>
      readFileSync(path.join(folder(), 'guardian.ndjson'), 'utf8').includes('finished'),
    );
  },
  90_000,
);
