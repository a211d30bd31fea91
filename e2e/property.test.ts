import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
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
    const out = path.join(folder, 'fresh', 'folder');
    const options = ['--seed', '1', '--runs', '5', '--no-long', '--json', '--out', out];
    const { code, stdout } = await proofhouse([
      'property',
      '--engine',
      breakableCommand(),
      ...options,
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ runs: 5, seed: 1, finding: null });
    expect(readdirSync(out).sort()).toEqual(['index.html', 'junit.xml']);
  });

  test('nothing to examine: exit 3, and it says so', async () => {
    const empty = path.join(folder, 'empty.json');
    const stored = { schema: 'proofhouse.case/1', engine: 'any', property: 'never-crossed' };
    writeFileSync(empty, JSON.stringify({ ...stored, seed: 1, salt: 1, commands: [] }));
    const engine = breakableCommand('--mutant', 'taker-price');
    const { code, stdout } = await proofhouse(['property', '--engine', engine, '--replay', empty]);
    expect(stdout).toMatch(/nothing was examined/);
    expect(code).toBe(3);
  });

  test('what one convention explains is no bug and no pass: exit 3, and its name', async () => {
    const engine = breakableCommand('--habit', 'replacePriority=lose');
    const options = ['--seed', '2', '--runs', '60', '--features', 'limit,replace', '--no-long'];
    const out = path.join(folder, 'habit');
    const args = ['property', '--engine', engine, ...options, '--out', out];
    const { code, stdout } = await proofhouse(args);
    expect(stdout).toMatch(/behaves like replacePriority=lose/);
    expect(code).toBe(3);
  });

  test('an engine that dies: exit 2 and its last words', async () => {
    const engine = `'${process.execPath}' -e "console.log(JSON.stringify({hello:{engine:'odd',
      version:'1',protocol:1,conventions:{},capabilities:['limit']}}));
      console.error('alas'); process.stdin.once('data', () => process.exit(1))"`;
    const out = path.join(folder, 'dies');
    const options = ['--seed', '1', '--runs', '3', '--no-long', '--out', out];
    const { code, stdout } = await proofhouse(['property', '--engine', engine, ...options]);
    expect(stdout).toMatch(/engine-answers.*alas/s);
    expect(code).toBe(2);
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
