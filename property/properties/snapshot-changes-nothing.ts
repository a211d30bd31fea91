import { compareAnswers, defineRelation, insertAt } from 'proofhouse/market';

export default defineRelation({
  kind: 'recovery',
  summary: 'Taking a snapshot, anywhere, changes nothing.',
  needs: ['snapshot'],
  doesNotVerify: 'Whether the snapshot is any good: restore-goes-on asks that.',
  async check(subject) {
    const { commands, answers, choices } = subject;
    const at = choices.below(commands.length + 1);
    const changed = insertAt(commands, at, [{ op: 'snapshot' }]);
    const other = await subject.run(changed.commands);
    return compareAnswers(answers, other, { indexOf: changed.indexOf, digests: true }) ?? 'holds';
  },
});
