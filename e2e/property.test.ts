import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { proofhouse } from './cli.ts';
import { breakableCommand } from './trials/breakable-subject.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'property-'));

describe('proofhouse property', () => {
  test('a bug: exit 2, a table, a case that reproduces it, JUnit and a page', async () => {
    const engine = breakableCommand('--mutant', 'taker-price');
    const out = path.join(folder, 'bug');
    const first = await proofhouse([
      'property',
      '--engine',
      engine,
      '--seed',
      '1',
      '--no-long',
      '--out',
      out,
    ]);
    expect(first.code).toBe(2);
    expect(first.stdout).toMatch(/COUNTEREXAMPLE/);
    expect(readdirSync(out).sort()).toEqual([
      'case.json',
      'commands.ndjson',
      'index.html',
      'junit.xml',
    ]);
    expect(readFileSync(path.join(out, 'junit.xml'), 'utf8')).toMatch(/<failure /);
    const stored = path.join(out, 'case.json');
    const again = await proofhouse([
      'property',
      '--engine',
      engine,
      '--replay',
      stored,
      '--out',
      out,
    ]);
    expect(again.code).toBe(2);
    const correct = breakableCommand();
    const cured = await proofhouse([
      'property',
      '--engine',
      correct,
      '--replay',
      stored,
      '--out',
      out,
    ]);
    expect(cured.code).toBe(0);
  });

  test('no bug: exit 0 and what was examined', async () => {
    const options = ['--seed', '1', '--runs', '5', '--no-long', '--json'];
    const { code, stdout } = await proofhouse([
      'property',
      '--engine',
      breakableCommand(),
      ...options,
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ runs: 5, seed: 1, finding: null });
  });

  test('an engine that does not start: exit 69 and its last words', async () => {
    const { code, stderr } = await proofhouse(['property', '--engine', 'echo alas >&2; exit 3']);
    expect(code).toBe(69);
    expect(stderr).toMatch(/alas/);
  });

  test.each([
    ['--runs', 'many'],
    ['--time', '5'],
    ['--features', 'telepathy'],
  ])('%s %s: exit 64, and nothing was started', async (option, value) => {
    const { code, stderr } = await proofhouse(['property', '--engine', 'false', option, value]);
    expect(code).toBe(64);
    expect(stderr).toMatch(/expects/);
  });
});
