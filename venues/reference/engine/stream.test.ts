import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createModel } from '#market/model/market.ts';
import { parseCommand, parseEvent, parseHello } from '#market/stream/codec.ts';
import { seeded } from '../test/commands.ts';

const main = path.join(import.meta.dirname, 'main.ts');

function run(lines: readonly string[], args: readonly string[] = []): string[] {
  const input = lines.map((line) => `${line}\n`).join('');
  const { stdout } = spawnSync(process.execPath, [main, '--stream', ...args], {
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return stdout.trimEnd().split('\n');
}

function drawLines(seed: number, count: number): string[] {
  const draw = seeded(seed);
  return Array.from({ length: count }, (_, index) => {
    const id = `o${index}`;
    if (index > 0 && draw(4) === 0) return JSON.stringify({ op: 'cancel', id: `o${draw(index)}` });
    const side = draw(2) === 0 ? 'buy' : 'sell';
    const [price, quantity] = [String(95 + draw(10)), String(draw(8))];
    const tif = draw(5) === 0 ? 'ioc' : 'gtc';
    return JSON.stringify({ op: 'new', id, side, price, quantity, tif, symbol: 'XY'[draw(2)] });
  });
}

test('event for event and book for book what the model says', () => {
  const lines = drawLines(11, 3_000);
  const [hello, ...events] = run(lines, ['--digest']);
  const { conventions, capabilities } = parseHello(hello!);
  expect(capabilities).toContain('digest');
  const model = createModel({ conventions }, { digest: true });
  const expected = lines.flatMap((line, index) => model.apply(parseCommand(line, index + 1)));
  expect(events.map((line, index) => parseEvent(line, index + 2))).toEqual(expected);
});

test('what it does not know is answered, not dropped', () => {
  const [, ...events] = run(['{"op":"mass-cancel","account":"7"}', 'no json', '{"op":"cancel"}']);
  const codes = events.map((line) => JSON.parse(line).code ?? 'done');
  expect(codes).toEqual(['unsupported', 'done', 'malformed', 'done', 'unknown-order', 'done']);
});
