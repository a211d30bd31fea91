import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { sealRun, verifySeal } from '#judge/seal.ts';
import { writeRunJson } from '#report/run-json.ts';
import { violated } from '../../../reports/formats/examples/runs.ts';
import report from './report.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'proofhouse-report-'));
  await writeRunJson(violated, folder);
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

test('writes every standing report beside run.json, and an intact seal stays one', async () => {
  await sealRun(folder);
  expect(await report.run([folder], {})).toBe(0);
  expect(await readdir(folder)).toEqual(
    expect.arrayContaining(['index.html', 'junit.xml', 'run.json', 'summary.md']),
  );
  expect(await verifySeal(folder)).toEqual([]);
});

test('writes what is named, also elsewhere', async () => {
  const out = path.join(folder, 'elsewhere');
  const options = { reporter: 'junit, markdown', out };
  expect(await report.run([path.join(folder, 'run.json')], options)).toBe(0);
  expect((await readdir(out)).sort()).toEqual(['junit.xml', 'summary.md']);
});

test('never seals anew what was changed after the seal', async () => {
  await sealRun(folder);
  await writeFile(path.join(folder, 'verdict.json'), '{}');
  await expect(report.run([folder], {})).rejects.toMatchObject({
    code: 'seal-broken',
    exitCode: 64,
    message: expect.stringContaining('verdict.json'),
  });
  expect(await readdir(folder)).not.toContain('index.html');
});

test.each(['nothing', ''])(
  'an unknown reporter %j is a usage error that lists the known',
  async (reporter) => {
    await expect(report.run([folder], { reporter })).rejects.toMatchObject({
      exitCode: 64,
      cure: expect.stringContaining('html, junit, markdown'),
    });
  },
);
