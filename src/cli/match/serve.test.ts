import { PassThrough, Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createModel } from '#market/model/market.ts';
import { serve } from './serve.ts';

const order = (id: number) => `{"op":"new","id":"${id}","side":"buy","price":"9","quantity":"1"}\n`;
const all = { onlyEvents: false };

async function answers(
  chunks: string[],
  options = all,
): Promise<{ text: string; error?: unknown }> {
  const output = new PassThrough({ highWaterMark: 1 << 20 });
  let error: unknown;
  try {
    await serve(
      createModel(),
      Readable.from(chunks.map((each) => Buffer.from(each))),
      output,
      options,
    );
  } catch (thrown) {
    error = thrown;
  }
  return { text: String(output.read() ?? ''), error };
}

test('reads lines across chunks, also the last one without a line feed', async () => {
  const text = order(1) + order(2) + order(3).trimEnd();
  const whole = await answers([text]);
  const torn = await answers([...text].map((each) => each));
  expect(torn).toEqual(whole);
  expect(whole.text.match(/"accepted"/g)).toHaveLength(3);
});

test('a malformed line ends it after everything before was answered, and is not applied', async () => {
  const { text, error } = await answers([`${order(1)}{"op":"new","id":"2"}\n${order(3)}`]);
  expect(String(error)).toMatch(/line 2: expected a command/);
  expect(
    text
      .trim()
      .split('\n')
      .map((each) => JSON.parse(each).event),
  ).toEqual(['accepted', 'done']);
});

test('an empty line is no command', async () => {
  expect(String((await answers([`${order(1)}\n`])).error)).toMatch(/line 2/);
});

test('only events leaves out done', async () => {
  expect((await answers([order(1)], { onlyEvents: true })).text).not.toContain('done');
});

test('reads no further while nobody takes the answers', async () => {
  let read = 0;
  async function* source() {
    for (let id = 0; id < 10_000; id++) {
      read += 1;
      yield Buffer.from(order(id));
    }
  }
  const output = new PassThrough({ highWaterMark: 100 });
  const served = serve(createModel(), source(), output, all);
  for (let turn = 0; turn < 50; turn++) await setImmediate();
  expect(read).toBeLessThan(50);
  output.resume();
  await served;
  expect(read).toBe(10_000);
});
