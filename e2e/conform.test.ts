import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { proofhouse } from './cli.ts';

/** `proofhouse conform` by its exit codes: each that it can give, from files as a stranger has. */
const folder = mkdtempSync(path.join(tmpdir(), 'conform-'));
afterAll(() => rmSync(folder, { recursive: true }));

const commands = [
  '{"op":"new","id":"1","side":"sell","price":"10","quantity":"5"}',
  '{"op":"new","id":"2","side":"sell","price":"10","quantity":"5"}',
  '{"op":"replace","id":"1","price":"10","quantity":"3"}',
  '{"op":"new","id":"3","account":"7","side":"buy","price":"10","quantity":"1"}',
];

/** The answers of an engine whose last trade is with this maker. */
function eventsWith(maker: string, price = '10'): string[] {
  return [
    '{"event":"accepted","seq":1,"id":"1"}',
    '{"event":"accepted","seq":2,"id":"2"}',
    '{"event":"replaced","seq":3,"id":"1","price":"10","quantity":"3"}',
    '{"event":"accepted","seq":4,"id":"3"}',
    `{"event":"traded","seq":4,"price":"${price}","quantity":"1","maker":"${maker}","taker":"3"}`,
  ];
}

function conform(commandLines: string[], eventLines: string[], ...more: string[]) {
  const files = { commands: commandLines, events: eventLines };
  const args = Object.entries(files).flatMap(([name, lines]) => {
    const file = path.join(folder, name);
    writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
    return [`--${name}`, file];
  });
  return proofhouse(['conform', ...args, ...more]);
}

describe('proofhouse conform', () => {
  test('0: model and invariants agree', async () => {
    const { code, stdout } = await conform(commands, eventsWith('1'));
    expect(stdout).toMatch(/4 commands judged by the model and \d+ invariants\nconforms\n$/);
    expect(code).toBe(0);
  });

  test('2: a difference that nothing explains, told by command and by invariant', async () => {
    const { code, stdout } = await conform(commands, eventsWith('2', '11'), '--json');
    const { breaches, difference } = JSON.parse(stdout);
    expect(difference.seq).toBe(4);
    expect(breaches.map((one: { invariant: string }) => one.invariant)).toContain('makers-price');
    expect(code).toBe(2);
  });

  test('3: one convention explains it, and once declared it is 0', async () => {
    const { code, stdout } = await conform(commands, eventsWith('2'));
    expect(stdout).toMatch(/behaves like replacePriority=lose: declare it/);
    expect(code).toBe(3);
    const declared = path.join(folder, 'conventions.json');
    writeFileSync(declared, '{"replacePriority":"lose"}');
    const again = await conform(commands, eventsWith('2'), '--conventions', declared);
    expect(again.code).toBe(0);
  });

  test('3: nothing was answered, so nothing was examined', async () => {
    const { code, stdout } = await conform(commands, []);
    expect(stdout).toMatch(/4 commands without any answer\n.*nothing was examined/s);
    expect(code).toBe(3);
  });

  test('64: a malformed line is named', async () => {
    const { code, stderr } = await conform([...commands, '{"op":"new"}'], eventsWith('1'));
    expect(stderr).toMatch(/line 5: expected a command/);
    expect(code).toBe(64);
  });

  test.each([
    [['--commands', 'a.ndjson']],
    [['--run', 'somewhere', '--events', 'b.ndjson']],
    [['--run', path.join(folder, 'no-such-run')]],
  ])('64: %j is no recording', async (args) => {
    const { code, stderr } = await proofhouse(['conform', ...args]);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(code).toBe(64);
  });
});
