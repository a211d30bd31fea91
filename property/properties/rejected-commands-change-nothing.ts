import {
  type Command,
  compareAnswers,
  defineRelation,
  firstSymbol,
  insertAt,
  tellAnswer,
} from 'proofhouse/market';

export default defineRelation({
  kind: 'metamorphic',
  summary: 'Commands that must be refused are, and change nothing.',
  needs: ['limit'],
  doesNotVerify: 'Refusals for reasons other than an unknown id and a bad number.',
  async check(subject) {
    const { commands, answers, choices } = subject;
    const at = choices.below(commands.length + 1);
    const symbol = firstSymbol(commands);
    const inserted: Command[] = [
      { op: 'cancel', id: 'nobody' },
      { op: 'new', id: 'nothing', ...symbol, side: 'buy', price: '100', quantity: '0' },
      { op: 'new', id: 'below-zero', ...symbol, side: 'sell', price: '-1', quantity: '1' },
    ];
    const changed = insertAt(commands, at, inserted);
    const other = await subject.run(changed.commands);
    const accepted = inserted.findIndex(
      (_, index) => !other[at + index]?.some((event) => event.event === 'rejected'),
    );
    if (accepted >= 0) {
      const received = tellAnswer(other[at + accepted]);
      return { seq: at, expected: `${JSON.stringify(inserted[accepted])} refused`, received };
    }
    return compareAnswers(answers, other, { indexOf: changed.indexOf, digests: true }) ?? 'holds';
  },
});
