import { expect, test } from 'vitest';
import { exitCodes } from '#kit/errors.ts';
import { formatLine, MalformedLine, parseCommand, parseEvent, parseHello } from './codec.ts';

test('reads the shortest line as a plain order, and writes what it read', () => {
  const line = '{"op":"new","id":"17","side":"buy","price":"10050","quantity":"5"}';
  expect(formatLine(parseCommand(line, 1))).toBe(line);
});

test.each([
  ['not json', 'one line of JSON'],
  ['[]', 'a command'],
  ['{"op":"new","id":"1","side":"buy","quantity":5}', 'quantity'],
  ['{"op":"new","id":"1","side":"buy","quantity":"5","colour":"red"}', 'colour'],
  ['{"op":"new","id":"1","side":"buy","quantity":"05"}', 'decimal string'],
  ['{"op":"new","id":"1","side":"buy","quantity":"1e3"}', 'decimal string'],
  ['{"op":"new","id":"a b","side":"buy","quantity":"1"}', 'visible ASCII'],
  ['{"op":"cancel"}', 'id'],
  ['{"op":"time","at":"-1"}', 'nanoseconds'],
])('refuses %s with the line number and what was expected', (text, expected) => {
  try {
    parseCommand(text, 42);
    expect.unreachable();
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(MalformedLine);
    const { message, exitCode, line } = thrown as MalformedLine;
    expect(message).toMatch(/^line 42: /);
    expect(message).toContain(expected);
    expect([exitCode, line]).toEqual([exitCodes.usage, 42]);
  }
});

test('reads events and hellos with the same strictness', () => {
  const traded = '{"event":"traded","seq":5,"price":"1","quantity":"2","maker":"17","taker":"21"}';
  expect(parseEvent(traded, 1)).toMatchObject({ event: 'traded', seq: 5, maker: '17' });
  expect(() => parseEvent(traded.replace('"seq":5', '"seq":0'), 1)).toThrow(/seq/);
  const hello =
    '{"hello":{"engine":"e","version":"1","protocol":1,"conventions":{"replacePriority":"lose"},' +
    '"capabilities":["limit","ioc"]}}';
  expect(parseHello(hello).conventions).toEqual({ replacePriority: 'lose' });
  expect(() => parseHello(hello.replace('lose', 'maybe'))).toThrow(/replacePriority/);
});
