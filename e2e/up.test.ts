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

async function up() {
  const started = startProofhouse(['up', 'scenarios/healthy.yaml', '--out', out.path]);
  await eventually('addresses are told', () => /pid \d+.*leads epoch/.test(started.text()));
  const runId = path.basename(runFolders(out.path)[0] ?? '');
  return { started, runId };
}

test('a venue stays up until Ctrl-C, and nothing of it is left', async () => {
  const { started, runId } = await up();
  const [, address = ''] = /gateway-a +gateway +(\S+)/.exec(started.text()) ?? [];
  const answer = await fetch(`${address}/status`);
  expect(await answer.json()).toMatchObject({ live: true });
  process.kill(started.pid, 'SIGINT');
  expect((await started.finished).code).toBe(0);
  expect(livingProcessesOf([runId])).toEqual([]);
}, 60_000);

test('SIGKILL to the command ends the venue too: a guardian watches it', async () => {
  const { started, runId } = await up();
  process.kill(started.pid, 'SIGKILL');
  await started.finished;
  await eventually('its processes are gone', () => livingProcessesOf([runId]).length === 0, 10_000);
}, 60_000);
