import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Delivery } from '#market/evidence/property.ts';
import type { Command } from '#market/stream/schema.ts';
import { type EngineLimits, engineLimits, startEngine } from './engine-process.ts';
import { engineSubject } from './engine-subject.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'engine-'));
const limits: EngineLimits = { ...engineLimits, silenceMsMax: 400, eventsPerCommandMax: 1_000 };
const commands: Command[] = ['1', '2', '3'].map((id) => ({
  op: 'new',
  id,
  side: 'buy',
  price: '10',
  quantity: '1',
}));

const greeting = `console.log(JSON.stringify({hello:{engine:'odd',version:'1',protocol:1,
  conventions:{},capabilities:['limit']}}));`;
const reader = `let seq = 0;
require('readline').createInterface({input: process.stdin}).on('line', (line) => {
  seq += 1;
  answer(JSON.parse(line), seq);
});
const done = (seq) => console.log(JSON.stringify({event:'done',seq}));
const flood = (seq) => {
  for (let n = 0; n < 100; n += 1) console.log(JSON.stringify({event:'halted',seq}));
  setImmediate(flood, seq);
};`;

/** An engine whose answer to command 2 is `misdeed`. */
function oddEngine(name: string, misdeed: string): string {
  const file = path.join(folder, `${name}.cjs`);
  const answer = `function answer(command, seq) { if (seq > 2) return; if (seq === 2) { ${misdeed} } else done(seq); }`;
  writeFileSync(file, `${greeting}\n${reader}\n${answer}\n`);
  return `'${process.execPath}' '${file}'`;
}

/** An engine that tells each line as halted, and as resumed where its read ended within a line. */
function readingEngine(): string {
  const file = path.join(folder, 'reading.cjs');
  const reading = `let seq = 0, rest = '';
process.stdin.setEncoding('utf8').on('data', (text) => {
  const lines = (rest + text).split('\\n');
  rest = lines.pop();
  for (const line of lines) {
    seq += 1;
    if (!JSON.parse(line).op) process.exit(1);
    for (const _ of lines) console.log(JSON.stringify({event:'halted',seq}));
    if (rest !== '') console.log(JSON.stringify({event:'resumed',seq}));
    console.log(JSON.stringify({event:'done',seq}));
  }
});`;
  writeFileSync(file, `${greeting}\n${reading}\n`);
  return `'${process.execPath}' '${file}'`;
}

async function faultOf(engine: string) {
  const process = startEngine(engine, limits);
  try {
    await process.hello;
    return (await process.run(commands)).fault;
  } finally {
    await process.end();
  }
}

test('a delivery comes in the portions that were asked for', async () => {
  const engine = startEngine(readingEngine(), limits);
  try {
    await engine.hello;
    const tell = async (delivery?: Delivery): Promise<string[]> =>
      (await engine.run(commands, delivery)).events.map((answer) =>
        answer.map((event) => event.event[0]).join(''),
      );
    expect(await tell()).toEqual(['hhhd', 'hhhd', 'hhhd']);
    expect(await tell({ linesAtOnce: 1, cutsLines: false })).toEqual(['hd', 'hd', 'hd']);
    expect(await tell({ linesAtOnce: 1, cutsLines: true })).toEqual(['hrd', 'hrd', 'hd']);
    expect(await tell({ linesAtOnce: 2, cutsLines: true })).toEqual(['hhrd', 'hhrd', 'hd']);
  } finally {
    await engine.end();
  }
});

describe('an engine that stops being one', () => {
  test.each([
    ['dies', 'process.exit(7)', 'died', 2],
    ['falls silent', 'for (;;);', 'silent', 2],
    ['floods', 'flood(seq);', 'flood', 2],
    ['writes garbage', `console.log('oops'); done(seq);`, 'garbage', 2],
    ['counts wrong', 'done(seq + 5);', 'protocol', 2],
  ])('%s: the finding names the command', async (name, misdeed, kind, seq) => {
    const fault = await faultOf(oddEngine(name.replaceAll(' ', '-'), misdeed));
    expect(fault).toMatchObject({ kind, seq });
  });

  test('its last words are in the finding', async () => {
    const fault = await faultOf(oddEngine('sigh', `console.error('alas'); process.exit(1);`));
    expect(fault?.stderr).toEqual(['alas']);
  });

  test('without a hello it does not start, and the error says how to look', async () => {
    const starting = engineSubject(`'${process.execPath}' -e "console.log('hi')"`, limits);
    await expect(starting).rejects.toMatchObject({ exitCode: 69, code: 'engine-cannot-start' });
  });

  test('a stopped engine is ended too', async () => {
    const engine = startEngine(oddEngine('stops', `process.kill(process.pid, 'SIGSTOP');`), limits);
    await engine.hello;
    expect((await engine.run(commands)).fault).toMatchObject({ kind: 'silent', seq: 2 });
    await engine.end();
  });
});
