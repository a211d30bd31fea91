import { type Case, type Command, defineRelation } from 'proofhouse/market';

const few = 300;
const many = 2_400;
/** Eight times the history at the same cost a command is a ratio of 8; at a growing cost, of 64. */
const ratioMax = 28;
/** Below this nothing is judged: a scheduler's hiccup is longer. Milliseconds. */
const noiseMs = 100;

export default defineRelation({
  kind: 'recovery',
  summary: 'The cost of a command does not grow with the number of orders that came before it.',
  needs: ['limit'],
  ignoresStream: true,
  doesNotVerify: 'Growth with the size of the book, and growth slower than the history itself.',
  async check(subject) {
    // One case in a hundred: it measures the engine, not the stream.
    if (subject.choices.below(100) !== 0) return 'unexamined';
    let short = Number.POSITIVE_INFINITY;
    let long = Number.POSITIVE_INFINITY;
    // The least of several is the cost; what is above it is somebody else's.
    for (let attempt = 0; attempt < 3; attempt += 1) {
      short = Math.min(short, await costMs(subject, few));
      long = Math.min(long, await costMs(subject, many));
      if (long < noiseMs || long / short <= ratioMax) return 'holds';
    }
    return {
      seq: 0,
      expected: `${many} orders to cost about ${many / few} times as much as ${few}`,
      received: `${(long / short).toFixed(0)} times as much`,
    };
  },
});

/** Milliseconds for so many orders that are sent and cancelled one after the other. */
async function costMs(subject: Case, orders: number): Promise<number> {
  const commands: Command[] = [];
  for (let index = 1; index <= orders; index += 1) {
    commands.push({ op: 'new', id: `${index}`, side: 'buy', price: '100', quantity: '1' });
    commands.push({ op: 'cancel', id: `${index}` });
  }
  const startMs = performance.now();
  await subject.run(commands);
  return performance.now() - startMs;
}
