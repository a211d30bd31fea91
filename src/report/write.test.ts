import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ReportPlugin } from '#contract/report.ts';
import { examples, passed } from '../../reports/formats/examples/runs.ts';
import { readRunJson, runJson, writeRunJson } from './run-json.ts';
import { writeReports } from './write.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'proofhouse-report-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function report(write: ReportPlugin['write']): ReportPlugin {
  return { summary: 'for this test', always: true, write };
}

test('one failing report never stops the others, and its failure is told', async () => {
  const fine = report(async (result, target) => {
    await writeFile(path.join(target, 'fine.txt'), result.verdict);
    return ['fine.txt'];
  });
  const failing = report(async () => {
    throw new Error('no space left on device');
  });
  const plugins = new Map([
    ['failing', failing],
    ['fine', fine],
  ]);
  expect(await writeReports(passed, folder, plugins)).toEqual({
    files: [path.join(folder, 'fine.txt')],
    failures: ['report "failing" failed: no space left on device'],
  });
  expect(await readFile(path.join(folder, 'fine.txt'), 'utf8')).toBe('PASS');
});

test('run.json has the same bytes whatever order the report was put together in', async () => {
  const { timeline, environment, ...rest } = passed;
  const other = Object.fromEntries(Object.entries(environment).toReversed());
  const text = runJson(passed);
  expect(runJson({ timeline, environment: other, ...rest })).toBe(text);
  expect(text.endsWith('}\n')).toBe(true);
  expect(Object.keys(JSON.parse(text)).slice(0, 2)).toEqual(['schema', 'id']);
});

test.each(Object.entries(examples))(
  'the run that %s comes back as it was written',
  async (_, run) => {
    await writeRunJson(run, folder);
    expect(await readdir(folder)).toEqual(['run.json']);
    expect(await readRunJson(folder)).toEqual(run);
    expect(await readRunJson(path.join(folder, 'run.json'))).toEqual(run);
  },
);

test.each([
  ['cut off', (text: string) => text.slice(0, 900), /cut off or damaged/],
  [
    'of an older schema',
    (text: string) => text.replace('run/1', 'run/0'),
    /is "proofhouse.run\/0"/,
  ],
  [
    'with a wrong value',
    (text: string) => text.replace('"verdict": "PASS"', '"verdict": "GREEN"'),
    /run\.json: verdict: /,
  ],
])('a run.json %s is refused, with what was found', async (_name, spoil, message) => {
  await writeFile(path.join(folder, 'run.json'), spoil(runJson(passed)));
  await expect(readRunJson(folder)).rejects.toMatchObject({
    name: 'ProofhouseError',
    code: 'run-unreadable',
    exitCode: 64,
    message: expect.stringMatching(message),
  });
});

test('no run.json, and a folder that cannot be written, are errors with a cure', async () => {
  await expect(readRunJson(folder)).rejects.toMatchObject({ code: 'run-unreadable' });
  await mkdir(path.join(folder, 'run.json'));
  await expect(writeRunJson(passed, folder)).rejects.toMatchObject({
    code: 'report-unwritable',
    exitCode: 69,
    cure: expect.stringContaining('--out'),
  });
});
