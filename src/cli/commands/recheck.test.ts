import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { loadPlugins } from '#catalogue';
import type { CheckPlugin } from '#contract/check.ts';
import { judgeFile } from '#judge/judge.ts';
import { sampleRun } from '#judge/sample-run.ts';
import { sealRun } from '#judge/seal.ts';
import { canonicalJson } from '#kit/canonical.ts';
import { checkout } from '#kit/checkout.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'proofhouse-recheck-'));
const history = path.join(folder, 'history', 'events.ndjson');
const verdictFile = path.join(folder, 'verdict.json');
const checks = await loadPlugins<CheckPlugin>('check');

/** A run's folder as a run leaves it: a sample history, its verdict, and the seal over both. */
beforeEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.dirname(history), { recursive: true });
  const { plan, events } = sampleRun({});
  writeFileSync(path.join(folder, 'plan.json'), `${canonicalJson(plan)}\n`);
  writeFileSync(history, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  writeFileSync(verdictFile, `${canonicalJson(await judgeFile(plan, history, checks))}\n`);
  await sealRun(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

function recheck() {
  const main = path.join(checkout, 'src', 'main.ts');
  return spawnSync(process.execPath, [main, 'recheck', folder], { encoding: 'utf8' });
}

describe('recheck', () => {
  it('judges byte for byte the same, with the exit code of the verdict', () => {
    const { status, stdout } = recheck();
    expect(stdout).toMatch(/^INCONCLUSIVE: \d+ events, the seal holds, judged the same\n$/);
    expect(status).toBe(3);
  });

  it('says where a byte of the history was flipped', () => {
    const bytes = readFileSync(history);
    bytes[40_000] = (bytes[40_000] as number) ^ 1;
    writeFileSync(history, bytes);
    const { status, stdout } = recheck();
    expect(stdout).toMatch(/the seal is broken: history\/events\.ndjson differs within bytes 0 to/);
    expect(status).toBe(70);
  });

  it('says file, line and byte of a history that is cut within a line', () => {
    const bytes = readFileSync(history);
    writeFileSync(history, bytes.subarray(0, bytes.length - 10));
    const { status, stdout, stderr } = recheck();
    const lines = bytes.toString().trimEnd().split('\n');
    expect(stdout).toMatch(/the seal is broken/);
    expect(stderr).toContain(`events.ndjson:${lines.length} (byte `);
    expect(status).toBe(70);
  });

  it('does not take a verdict that does not follow from the history, sealed or not', async () => {
    writeFileSync(verdictFile, readFileSync(verdictFile, 'utf8').replace('INCONCLUSIVE', 'PASS'));
    await sealRun(folder);
    const { status, stdout } = recheck();
    expect(stdout).toMatch(/verdict\.json differs from byte \d+ on: written .*PASS/);
    expect(status).toBe(70);
  });

  it('says what a folder lacks', () => {
    rmSync(path.join(folder, 'manifest.json'));
    const { status, stderr } = recheck();
    expect(stderr).toMatch(/manifest\.json cannot be read/);
    expect(status).toBe(70);
  });
});
