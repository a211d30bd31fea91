import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openFaults, openJournal, readJournal } from './journal.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'proofhouse-journal-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const steps = [{ injector: 'process', action: 'pause', target: { service: 'a', pid: 1 } }];

test('what was armed and not verified is open, also when the last line was cut', () => {
  const journal = openJournal(folder, 'run-1');
  for (const fault of ['first', 'second', 'third']) {
    journal.write({ fault, state: 'planned' });
    journal.write({ fault, state: 'arming', steps, ttlMs: 1_000 });
    journal.write({ fault, state: 'active' });
  }
  journal.write({ fault: 'second', state: 'verified', because: 'seen' });
  journal.close();
  appendFileSync(path.join(folder, 'journal.ndjson'), '{"owner":"run-1","fault":"first","sta');
  const lines = readJournal(folder);
  expect(lines).toHaveLength(10);
  expect(lines[0]).toMatchObject({ owner: 'run-1', fault: 'first', state: 'planned' });
  expect(openFaults(lines).map((one) => one.fault)).toEqual(['first', 'third']);
});

test('a run that armed nothing has nothing open, and one without a journal neither', () => {
  const journal = openJournal(folder, 'run-1');
  journal.write({ fault: 'first', state: 'planned' });
  journal.close();
  expect(openFaults(readJournal(folder))).toEqual([]);
  expect(readJournal(path.join(folder, 'nowhere'))).toEqual([]);
});
