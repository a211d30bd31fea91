import {
  chooseIndex,
  compareAnswers,
  defineRelation,
  tradedQuantity,
  usesOp,
} from 'proofhouse/market';

export default defineRelation({
  kind: 'metamorphic',
  summary: 'An order that was filled whole trades the same with a limit further away.',
  needs: ['limit'],
  doesNotVerify: 'Streams with bands, and trades at the midpoint.',
  async check(subject) {
    const { commands, answers, conventions } = subject;
    if (usesOp(commands, 'bands') || conventions.tradePrice !== 'maker') return 'unexamined';
    const at = chooseIndex(subject, (command, answer) => {
      if (command.op !== 'new' || command.price === undefined || command.stp) return false;
      const filled = tradedQuantity(answer) === Number(command.quantity);
      const alone = !answer.some((event) => event.event === 'triggered');
      return filled && alone && tradedQuantity(answer) > 0 && !command.reduceOnly;
    });
    const order = at === undefined ? undefined : commands[at];
    if (at === undefined || order?.op !== 'new') return 'unexamined';
    const away = 1 + subject.choices.below(20);
    const price = Number(order.price) + (order.side === 'buy' ? away : -away);
    if (price < 1 || price > 1e9) return 'unexamined';
    const relaxed = commands.with(at, { ...order, price: String(price) });
    return compareAnswers(answers, await subject.run(relaxed)) ?? 'holds';
  },
});
