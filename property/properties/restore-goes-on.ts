import { compareAnswers, defineRelation, insertAt, tellAnswer } from 'proofhouse/market';

export default defineRelation({
  kind: 'recovery',
  summary: 'A new engine with the snapshot of another goes on as the other would have.',
  needs: ['snapshot'],
  doesNotVerify: 'Snapshots that were torn or changed on their way.',
  async check(subject) {
    const { commands, answers, choices } = subject;
    const at = choices.below(commands.length + 1);
    const taken = await subject.run(insertAt(commands, at, [{ op: 'snapshot' }]).commands);
    const snapshot = taken[at]?.find((event) => event.event === 'snapshot');
    if (snapshot?.event !== 'snapshot') {
      return { seq: at, expected: 'a snapshot', received: tellAnswer(taken[at]) };
    }
    const rest = commands.slice(at);
    const revived = await subject.run([{ op: 'restore', state: snapshot.state }, ...rest]);
    const indexOf = (index: number): number => (index < at ? -1 : index - at + 1);
    return compareAnswers(answers, revived, { indexOf, digests: true }) ?? 'holds';
  },
});
