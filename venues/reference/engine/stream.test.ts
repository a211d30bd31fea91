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

/** Lines over everything that the engine knows, near each other in price, ids reused at times. */
function drawLines(seed: number, count: number): string[] {
  const draw = seeded(seed);
  const price = () => String(95 + draw(10));
  return Array.from({ length: count }, (_, index) => {
    const id = `o${draw(20) === 0 ? draw(index + 1) : index}`;
    const old = `o${draw(index + 1)}`;
    const dice = draw(20);
    const symbol = 'XY'[draw(2)];
    const account = String(draw(4));
    if (dice < 4) return JSON.stringify({ op: 'cancel', id: old });
    if (dice < 7) {
      const wish = { price: price(), quantity: String(draw(12)) };
      const keep = draw(3);
      const terms =
        keep === 0 ? wish : keep === 1 ? { quantity: wish.quantity } : { price: price() };
      return JSON.stringify({ op: 'replace', id: old, ...terms });
    }
    if (dice === 7 && draw(4) === 0) return JSON.stringify({ op: 'mass-cancel', account });
    const side = draw(2) === 0 ? 'buy' : 'sell';
    const order = { op: 'new', id, side, quantity: String(draw(12)), symbol, account };
    if (dice === 8) {
      return JSON.stringify({ ...order, type: 'market', tif: ['gtc', 'ioc', 'fok'][draw(3)] });
    }
    const tif = ['gtc', 'gtc', 'gtc', 'ioc', 'fok'][draw(5)];
    const postOnly = draw(6) === 0 ? { postOnly: true } : {};
    return JSON.stringify({ ...order, price: price(), tif, ...postOnly });
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
  const [, ...events] = run(['{"op":"halt","symbol":"X"}', 'no json', '{"op":"cancel"}']);
  const codes = events.map((line) => JSON.parse(line).code ?? 'done');
  expect(codes).toEqual(['unsupported', 'done', 'malformed', 'done', 'unknown-order', 'done']);
});
