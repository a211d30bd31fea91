import { compareAnswers, defineRelation, insertAt } from 'proofhouse/market';

export default defineRelation({
  kind: 'metamorphic',
  summary: 'A halt of another symbol changes nothing in this one.',
  needs: ['symbols', 'halt'],
  doesNotVerify: 'Halts that a venue spreads on purpose.',
  async check(subject) {
    const { commands, answers, choices } = subject;
    if (subject.hello.instruments) return 'unexamined';
    const changed = insertAt(commands, choices.below(commands.length + 1), [
      { op: 'halt', symbol: 'ELSEWHERE' },
    ]);
    const other = await subject.run(changed.commands);
    return compareAnswers(answers, other, { indexOf: changed.indexOf, digests: true }) ?? 'holds';
  },
});
