import {
  type Case,
  type CaseOutcome,
  compareAnswers,
  defineRelation,
  insertAt,
  tellAnswer,
} from 'proofhouse/market';

/** Streams up to so many commands are cut at every place, longer ones at one. */
const everywhereUpTo = 10;

export default defineRelation({
  kind: 'recovery',
  summary: 'A new engine with the snapshot of another goes on as the other would have.',
  needs: ['snapshot'],
  doesNotVerify: 'Snapshots that were torn or changed on their way.',
  async check(subject) {
    const { length } = subject.commands;
    if (length > everywhereUpTo) return await cutAt(subject, subject.choices.below(length + 1));
    for (let at = 0; at <= length; at += 1) {
      const outcome = await cutAt(subject, at);
      if (outcome !== 'holds') return outcome;
    }
    return 'holds';
  },
});

async function cutAt({ commands, answers, run }: Case, at: number): Promise<CaseOutcome> {
  const taken = await run(insertAt(commands, at, [{ op: 'snapshot' }]).commands);
  const snapshot = taken[at]?.find((event) => event.event === 'snapshot');
  if (snapshot?.event !== 'snapshot') {
    return { seq: at, expected: 'a snapshot', received: tellAnswer(taken[at]) };
  }
  const revived = await run([{ op: 'restore', state: snapshot.state }, ...commands.slice(at)]);
  const indexOf = (index: number): number => (index < at ? -1 : index - at + 1);
  return compareAnswers(answers, revived, { indexOf, digests: true }) ?? 'holds';
}
