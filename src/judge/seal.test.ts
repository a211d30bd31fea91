import { mkdirSync, mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { sealRun, verifySeal } from './seal.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'proofhouse-seal-'));
const events = path.join(folder, 'history', 'events.ndjson');
const line = `${'x'.repeat(99)}\n`;
const history = Buffer.from(line.repeat(30_000));

beforeEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.dirname(events), { recursive: true });
  writeFileSync(events, history);
  writeFileSync(path.join(folder, 'plan.json'), '{}\n');
  await sealRun(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the seal', () => {
  it('holds over an untouched folder, and may be set again', async () => {
    expect(await verifySeal(folder)).toEqual([]);
    await sealRun(folder);
    expect(await verifySeal(folder)).toEqual([]);
  });

  it('says in which bytes and lines a byte was flipped', async () => {
    const flipped = Buffer.from(history);
    flipped[2_000_000] = 0;
    writeFileSync(events, flipped);
    expect(await verifySeal(folder)).toEqual([
      {
        file: 'history/events.ndjson',
        because: 'differs within bytes 1048576 to 2097152 (lines 10486 to 20972)',
      },
    ]);
  });

  it('says where a file was cut or grew', async () => {
    writeFileSync(events, history.subarray(0, 2_500_000));
    const [cut] = await verifySeal(folder);
    expect(cut?.because).toMatch(/bytes 2097152 to 3000000 .*2500000 bytes, sealed with 3000000/);
    writeFileSync(events, Buffer.concat([history, Buffer.from('y\n')]));
    const [grown] = await verifySeal(folder);
    expect(grown?.because).toMatch(/3000002 bytes, sealed with 3000000/);
  });

  it('sees a small file changed, one removed and one added', async () => {
    writeFileSync(path.join(folder, 'plan.json'), '[]\n');
    unlinkSync(events);
    writeFileSync(path.join(folder, 'more.txt'), '');
    const breaks = await verifySeal(folder);
    expect(breaks.map((one) => one.file)).toEqual([
      'history/events.ndjson',
      'plan.json',
      'more.txt',
    ]);
    expect(breaks[1]?.because).toBe('differs within bytes 0 to 3 (line 1 or later)');
  });

  it('must be there', async () => {
    unlinkSync(path.join(folder, 'manifest.json'));
    await expect(verifySeal(folder)).rejects.toThrow(/manifest\.json cannot be read/);
  });
});
