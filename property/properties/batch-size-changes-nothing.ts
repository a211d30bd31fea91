import { compareAnswers, type Delivery, defineRelation } from 'proofhouse/market';

export default defineRelation({
  kind: 'metamorphic',
  summary: 'However a stream is cut into deliveries, its answers are the same.',
  needs: ['limit'],
  doesNotVerify: 'Several connections at once, and how soon the answers come.',
  async check({ commands, answers, choices, deliver }) {
    // The stream at hand was written as fast as the pipe took it.
    const oneByOne: Delivery = { linesAtOnce: 1, cutsLines: false };
    const some = 1 + choices.below(Math.min(8, commands.length - 1));
    const inPieces: Delivery = { linesAtOnce: some, cutsLines: true };
    for (const delivery of [oneByOne, inPieces]) {
      const delivered = await deliver(commands, delivery);
      if (delivered === undefined) return 'unexamined';
      const unlike = compareAnswers(answers, delivered, { digests: true });
      if (unlike) return { ...unlike, received: `${unlike.received} (${tell(delivery)})` };
    }
    return 'holds';
  },
});

function tell({ linesAtOnce, cutsLines }: Delivery): string {
  const lines = linesAtOnce === 1 ? 'a line' : `${linesAtOnce} lines`;
  return `${lines} at a time${cutsLines ? ', cut in the middle of the next' : ''}`;
}
