import {
  chooseIndex,
  compareAnswers,
  defineRelation,
  isPlainLimit,
  onlyAccepted,
  usesOp,
} from 'proofhouse/market';

export default defineRelation({
  kind: 'metamorphic',
  summary: 'An iceberg that shows all of itself is a plain order.',
  needs: ['iceberg'],
  doesNotVerify: 'Auctions, which may refuse icebergs, and later replaces.',
  async check(subject) {
    const { commands, answers } = subject;
    if (usesOp(commands, 'auction', 'replace')) return 'unexamined';
    const at = chooseIndex(
      subject,
      (command, answer) =>
        isPlainLimit(command) &&
        onlyAccepted(answer) &&
        !commands.some((other) => other.op === 'new' && other.oco === command.id),
    );
    const order = at === undefined ? undefined : commands[at];
    if (at === undefined || order?.op !== 'new') return 'unexamined';
    const iceberg = commands.with(at, { ...order, display: order.quantity });
    return compareAnswers(answers, await subject.run(iceberg), { digests: true }) ?? 'holds';
  },
});
