import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { findAll } from '../doctor/findings.ts';

test('every finding says where it is, or how to get it', async () => {
  const findings = await findAll();
  expect(findings.map((finding) => finding.what)).toContain('docker');
  for (const { found, where, cure } of findings) {
    expect(found ? where : cure).toMatch(/\S/);
  }
});

test('what is not on the PATH is not found, and Node is always there', async () => {
  const cache = await mkdtemp(path.join(os.tmpdir(), 'proofhouse-doctor-'));
  vi.stubEnv('PATH', '');
  vi.stubEnv('XDG_CACHE_HOME', cache);
  try {
    const missing = (await findAll()).filter(({ found }) => !found).map(({ what }) => what);
    expect(missing).toEqual(
      expect.arrayContaining(['docker', 'k6', 'toxiproxy', 'chromium', 'noise floor']),
    );
    expect(missing).not.toContain('node');
  } finally {
    vi.unstubAllEnvs();
    await rm(cache, { recursive: true });
  }
});
