import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';

const launcher = path.resolve(import.meta.dirname, '..', 'bin', 'proofhouse.cjs');

interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `proofhouse ARGS` with a text on its standard input. */
function feed(args: readonly string[], input: string): Promise<Finished> {
  const child = spawn(process.execPath, [launcher, ...args], { stdio: 'pipe' });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  // It may end before it has read everything.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

const order = (id: number, side: string) =>
  `{"op":"new","id":"${id}","side":"${side}","price":"100","quantity":"5"}\n`;

test('match answers commands with events, and says hello as an engine does', async () => {
  const { code, stdout } = await feed(['match'], order(1, 'buy') + order(2, 'sell'));
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines[0].hello).toMatchObject({ engine: 'proofhouse-model', protocol: 1 });
  expect(lines.slice(1).map((each) => each.event)).toEqual([
    'accepted',
    'done',
    'accepted',
    'traded',
    'done',
  ]);
  expect(code).toBe(0);
});

test('a malformed line is named, exits 64, and everything before it was answered', async () => {
  const input = `${order(1, 'buy')}{"op":"new","id":"2"}\n${order(3, 'buy')}`;
  const { code, stdout, stderr } = await feed(['match', '--only-events'], input);
  expect(stdout).toBe('{"event":"accepted","seq":1,"id":"1"}\n');
  expect(stderr).toMatch(/^line 2: expected a command .*side/s);
  expect(code).toBe(64);
});

test('conventions come from a file, and a wrong one names what is wrong', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'proofhouse-match-'));
  const file = path.join(folder, 'conventions.json');
  try {
    writeFileSync(file, '{"idReuse":"once-dead"}');
    const cancel = '{"op":"cancel","id":"1"}\n';
    const args = ['match', '--only-events', '--conventions', file];
    const again = await feed(args, order(1, 'buy') + cancel + order(1, 'buy'));
    expect(again.stdout.match(/accepted/g)).toHaveLength(2);
    writeFileSync(file, '{"idReuse":"twice"}');
    const wrong = await feed(args, '');
    expect(wrong.stderr).toMatch(/idReuse/);
    expect(wrong.code).toBe(64);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a reader that goes away early is no failure', async () => {
  const input = Array.from({ length: 20_000 }, (_, id) => order(id, 'buy')).join('');
  const child = spawn(process.execPath, [launcher, 'match'], { stdio: 'pipe' });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  child.stdout.once('data', () => child.stdout.destroy());
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect(code).toBe(0);
});

test('schema publishes what validates', async () => {
  const { code, stdout } = await feed(['schema', 'stream'], '');
  expect(code).toBe(0);
  expect(JSON.stringify(JSON.parse(stdout))).toContain('"mass-cancel"');
});
