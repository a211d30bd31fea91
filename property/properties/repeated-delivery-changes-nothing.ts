import {
  chooseIndex,
  compareAnswers,
  defineRelation,
  insertAt,
  tellAnswer,
} from 'proofhouse/market';

export default defineRelation({
  kind: 'metamorphic',
  summary:
    'A new order that is delivered twice is refused the second time and nothing else changes.',
  needs: ['limit'],
  doesNotVerify: 'Engines that allow the id of a dead order again.',
  async check(subject) {
    const { commands, answers, conventions } = subject;
    if (conventions.idReuse !== 'never') return 'unexamined';
    const at = chooseIndex(
      subject,
      (command, answer) => command.op === 'new' && answer.some((one) => one.event === 'accepted'),
    );
    if (at === undefined) return 'unexamined';
    const changed = insertAt(commands, at + 1, [commands[at]!]);
    const other = await subject.run(changed.commands);
    const again = other[at + 1];
    if (!again?.some((event) => event.event === 'rejected')) {
      return { seq: at + 1, expected: 'the second delivery refused', received: tellAnswer(again) };
    }
    return compareAnswers(answers, other, { indexOf: changed.indexOf, digests: true }) ?? 'holds';
  },
});
