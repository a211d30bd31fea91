import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { HistoryEvent } from '#contract/history.ts';
import { MalformedHistory, readHistory } from './history.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'proofhouse-history-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(text: string, options = {}): Promise<HistoryEvent[]> {
  const file = path.join(folder, 'events.ndjson');
  writeFileSync(file, text);
  const events: HistoryEvent[] = [];
  for await (const batch of readHistory(file, options)) events.push(...batch);
  return events;
}

async function failure(text: string): Promise<MalformedHistory> {
  const thrown = await read(text).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown instanceof MalformedHistory) return thrown;
  throw new Error(`expected MalformedHistory, received ${thrown}`);
}

const line = '{"type":"clock","atUs":1,"wallMs":2}\n';

describe('a history', () => {
  it('is read across chunks, multi-byte characters included', async () => {
    const wide = `{"type":"harness","because":"${'ä'.repeat(1_000)}"}\n`;
    const events = await read((line + wide).repeat(2_000));
    expect(events).toHaveLength(4_000);
    expect(events.at(-1)).toEqual({ type: 'harness', because: 'ä'.repeat(1_000) });
  });

  it('may be empty', async () => {
    expect(await read('')).toEqual([]);
  });

  it('that is cut within its last line says where', async () => {
    const thrown = await failure(`${line}${line}{"type":"cl`);
    expect([thrown.line, thrown.offset]).toEqual([3, 2 * line.length]);
    expect(thrown.message).toMatch(
      /events\.ndjson:3 \(byte 74\): expected one event a line, received a line cut after 11 bytes/,
    );
  });

  it('may end torn where the writer was killed', async () => {
    expect(await read(`${line}{"type":"cl`, { tornTail: true })).toHaveLength(1);
  });

  it.each([
    ['a flipped byte', '{"type":"clock","atUs":1,"wallMs"x2}\n'],
    ['an empty line', '\n'],
    ['two events on a line', '{"type":"clock"},{"type":"clock"}\n'],
    ['something else', '[1]\n'],
    ['null', 'null\n'],
  ])('with %s says where', async (_name, bad) => {
    const thrown = await failure(line.repeat(40_000) + bad + line);
    expect([thrown.line, thrown.offset]).toEqual([40_001, 40_000 * line.length]);
  });
});
