import { type Case, type Command, defineRelation } from 'proofhouse/market';

const few = 300;
const many = 2_400;
/** Eight times the history at the same cost a command is a ratio of 8; at a growing cost, of 64. */
const ratioMax = 28;
/** Below this nothing is judged: the ticks of the clock would be. Milliseconds. */
const leastMs = 100;

export default defineRelation({
  kind: 'recovery',
  summary: 'The cost of a command does not grow with the number of orders that came before it.',
  needs: ['limit'],
  ignoresStream: true,
  doesNotVerify: 'Growth with the size of the book, and growth slower than the history itself.',
  async check(subject) {
    let short = Number.POSITIVE_INFINITY;
    let long = Number.POSITIVE_INFINITY;
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const [less, more] = [await costMs(subject, few), await costMs(subject, many)];
      if (less === undefined || more === undefined) return 'unexamined';
      short = Math.min(short, less);
      long = Math.min(long, more);
      if (long < leastMs || long / short <= ratioMax) return 'holds';
    }
    return {
      seq: 0,
      expected: `${many} orders to cost about ${many / few} times as much as ${few}`,
      received: `${(long / short).toFixed(0)} times as much`,
    };
  },
});

/** Processor time for so many orders that are sent and cancelled one after the other. */
async function costMs(subject: Case, orders: number): Promise<number | undefined> {
  const commands: Command[] = [];
  for (let index = 1; index <= orders; index += 1) {
    commands.push({ op: 'new', id: `${index}`, side: 'buy', price: '100', quantity: '1' });
    commands.push({ op: 'cancel', id: `${index}` });
  }
  const cost = await subject.cpuMs(commands);
  // The clock of processor time has ticks of 10 ms where the engine is a process.
  return cost === undefined ? undefined : Math.max(cost, 5);
}
