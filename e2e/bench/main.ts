/**
 * `npm run bench -- [--parts start,runs,ack,judge,matching] [--repeats 5]`: what this machine takes
 * for the things that people wait for, each beside a bare counterpart measured in turns with it.
 * Prints the table, and writes docs/bench.md when every part ran.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { holdMachine } from '#kit/lock.ts';
import { machineOf } from '../nightly/describe.ts';
import { benchPage, type Printed } from './page.ts';
import { acknowledged, smallest } from './parts/runs.ts';
import { start } from './parts/start.ts';
import { type Row, sayAim, sayValues } from './row.ts';

const root = path.resolve(import.meta.dirname, '..', '..');
const measured = { start, runs: smallest, ack: acknowledged };
/** Benches of their own, which print a text. */
const printing = {
  judge: { title: 'Judging', file: 'judge.ts', flags: [] },
  matching: { title: 'Matching', file: 'matching.ts', flags: ['--commands', '300000'] },
};
const parts = [...Object.keys(measured), ...Object.keys(printing)];

process.exitCode = await main();

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      parts: { type: 'string', default: parts.join(',') },
      repeats: { type: 'string', default: '5' },
    },
  });
  const wanted = values.parts.split(',');
  const unknown = wanted.filter((part) => !parts.includes(part));
  const repeats = Number(values.repeats);
  if (unknown.length > 0 || !Number.isSafeInteger(repeats) || repeats < 1) {
    console.error(`usage: npm run bench -- [--parts ${parts.join(',')}] [--repeats 5]`);
    return 64;
  }
  using _machine = await holdMachine({ what: 'bench', onWait: (text) => console.error(text) });
  const date = new Date().toISOString().slice(0, 16).replace('T', ' ');
  const busy = loadavg()
    .map((one) => one.toFixed(1))
    .join(', ');
  const rows: Row[] = [];
  for (const [name, measure] of Object.entries(measured)) {
    if (!wanted.includes(name)) continue;
    console.error(`${name} …`);
    const found = await measure(repeats);
    for (const row of found) tell(row);
    rows.push(...found);
  }
  const printed = Object.entries(printing)
    .filter(([name]) => wanted.includes(name))
    .flatMap(([, bench]) => printedBy(bench, repeats));
  if (parts.every((part) => wanted.includes(part))) {
    const file = path.join(root, 'docs', 'bench.md');
    mkdirSync(path.dirname(file), { recursive: true });
    const page = { repeats, date, busy, rows, printed, machine: machineOf(root) };
    writeFileSync(file, benchPage(page));
    console.error(`written: ${path.relative('', file)}`);
  }
  return rows.some(({ values }) => values.length === 0) ? 1 : 0;
}

function tell(row: Row): void {
  const beside =
    row.beside === undefined
      ? ''
      : `  (${row.beside.name}: ${sayValues(row.beside.values, row.unit)})`;
  console.log(
    `${row.name.padEnd(38)} ${sayValues(row.values, row.unit)}${beside}  ${sayAim(row)}`.trimEnd(),
  );
}

function printedBy(
  bench: { readonly title: string; readonly file: string; readonly flags: readonly string[] },
  repeats: number,
): Printed[] {
  const file = path.join(import.meta.dirname, bench.file);
  if (!existsSync(file)) {
    console.error(`${bench.title}: there is no ${bench.file}`);
    return [];
  }
  const args = [file, '--repeats', String(repeats), ...bench.flags];
  const { stdout, status } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  console.log(stdout.trimEnd());
  if (status !== 0) throw new Error(`${bench.file} ended with ${status}`);
  return [{ name: bench.title, text: stdout }];
}
