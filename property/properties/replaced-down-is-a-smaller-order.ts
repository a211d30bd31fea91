import {
  chooseIndex,
  compareAnswers,
  defineRelation,
  insertAt,
  isNamedElsewhere,
  isPlainLimit,
  onlyAccepted,
} from 'proofhouse/market';

export default defineRelation({
  kind: 'metamorphic',
  summary: 'An order replaced to a smaller quantity at once is the smaller order.',
  needs: ['replace'],
  doesNotVerify: 'Replaces of orders that others stand behind.',
  async check(subject) {
    const { commands, choices } = subject;
    const at = chooseIndex(
      subject,
      (command, answer) =>
        isPlainLimit(command) && Number(command.quantity) > 1 && onlyAccepted(answer),
    );
    const order = at === undefined ? undefined : commands[at];
    if (at === undefined || order?.op !== 'new') return 'unexamined';
    if (isNamedElsewhere(commands, order.id)) return 'unexamined';
    const quantity = String(1 + choices.below(Number(order.quantity) - 1));
    const smaller = await subject.run(commands.with(at, { ...order, quantity }));
    const changed = insertAt(commands, at + 1, [{ op: 'replace', id: order.id, quantity }]);
    const replaced = await subject.run(changed.commands);
    // Between the order and its replace the two books differ, as they should.
    const indexOf = (index: number): number => (index === at ? -1 : changed.indexOf(index));
    return compareAnswers(smaller, replaced, { indexOf, digests: true }) ?? 'holds';
  },
});
