import { expect, test } from 'vitest';
import { parseShortHand } from '#market/evidence/short-hand.ts';
import { formatLine } from '#market/stream/codec.ts';
import { judgeRecording, readRecording } from './recording.ts';

function filesOf(stream: string): [string, string] {
  const exchange = parseShortHand(stream);
  const lines = (values: readonly Parameters<typeof formatLine>[0][]): string =>
    values.map(formatLine).join('\n');
  return [
    lines(exchange.map(([command]) => command)),
    lines(exchange.flatMap(([, events]) => events)),
  ];
}

const queue = `
sell 5@10 #1 -> accepted 1; done
sell 5@10 #2 -> accepted 2; done
replace #1 3@10 -> replaced 1 3@10; done
`;

test('a faithful recording conforms', () => {
  const recording = readRecording(
    ...filesOf(`${queue}buy 1@10 #3 account=7 -> accepted 3; traded 1@10 1 3; done`),
  );
  const { difference, examined } = judgeRecording(recording, new Map(), {});
  expect(difference).toBeUndefined();
  expect(examined).toBe(4);
});

test('a difference that one convention explains is told by its name', () => {
  const recording = readRecording(
    ...filesOf(`${queue}buy 1@10 #3 account=7 -> accepted 3; traded 1@10 2 3; done`),
  );
  const judgement = judgeRecording(recording, new Map(), {});
  expect(judgement.difference?.seq).toBe(4);
  expect(judgement.behavesLike).toBe('replacePriority=lose');
});

test('an event of a command that was never sent names its line', () => {
  const [commands, events] = filesOf('sell 1@10 #1 -> accepted 1');
  expect(() => readRecording(commands, events.replace('"seq":1', '"seq":9'))).toThrow(/line 1/);
});
