import { compareAnswers, defineRelation } from 'proofhouse/market';

export default defineRelation({
  kind: 'recovery',
  summary: 'The same commands give the same answers on a new engine, as after a crash.',
  needs: ['limit'],
  doesNotVerify: 'What the engine wrote to disk: its log is the stream itself.',
  async check(subject) {
    const { commands, answers, choices } = subject;
    const crash = 1 + choices.below(commands.length);
    const before = await subject.run(commands.slice(0, crash));
    const early = compareAnswers(answers.slice(0, crash), before, { digests: true });
    if (early) return early;
    const replayed = await subject.run(commands);
    return compareAnswers(answers, replayed, { digests: true }) ?? 'holds';
  },
});
