import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { livingProcessesOf, proofhouse, runFolders, temporaryFolder } from './cli.ts';

let out: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  out = temporaryFolder();
});
afterEach(() => out.dispose());

test('--keep leaves the venue up, down ends it, and the seal holds', async () => {
  const args = ['run', 'scenarios/healthy.yaml', '--keep', '--out', out.path];
  const { code, stderr, stdout } = await proofhouse(args);
  const [folder = ''] = runFolders(out.path);
  const runId = path.basename(folder);
  try {
    expect([0, 3], stdout).toContain(code);
    expect(stderr).toContain(`proofhouse down ${runId}`);
    expect(livingProcessesOf([runId]).length).toBeGreaterThan(4);
    expect((await proofhouse(['heal'])).stderr).toContain(`${runId} was kept`);
  } finally {
    const down = await proofhouse(['down', runId]);
    expect(down.code, down.stderr).toBe(0);
  }
  expect(livingProcessesOf([runId])).toEqual([]);
  expect((await proofhouse(['recheck', folder])).stdout).toContain('the seal holds');
  const again = await proofhouse(['down', runId]);
  expect(again.code).toBe(64);
  expect(again.stderr).toContain(`No venue of ${runId} was kept`);
}, 120_000);

test('--keep beside more than one scenario is a usage error', async () => {
  const args = ['run', 'scenarios/healthy.yaml', '--repeat', '2', '--keep', '--out', out.path];
  const { code, stderr } = await proofhouse(args);
  expect(stderr).toContain('--keep leaves one venue up');
  expect(code).toBe(64);
});
