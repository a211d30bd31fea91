import {
  chooseIndex,
  compareAnswers,
  defineRelation,
  insertAt,
  strangerAccount,
  tradedQuantity,
  tradesOf,
  usesField,
} from 'proofhouse/market';

export default defineRelation({
  kind: 'metamorphic',
  summary: 'Liquidity added at the end of a queue does not change the trades of those before it.',
  needs: ['limit'],
  doesNotVerify: 'What the added order does after the trade it was added for.',
  async check(subject) {
    const { commands, answers } = subject;
    if (usesField(commands, 'display', 'stp', 'reduceOnly')) return 'unexamined';
    const at = chooseIndex(subject, (command, answer) => {
      if (command.op !== 'new' || command.trigger !== undefined) return false;
      const filled = tradedQuantity(answer) === Number(command.quantity);
      return filled && !answer.some((event) => event.event === 'triggered');
    });
    const taker = at === undefined ? undefined : commands[at];
    const last = tradesOf(at === undefined ? [] : answers[at]).at(-1);
    if (at === undefined || taker?.op !== 'new' || !last) return 'unexamined';
    const added = {
      op: 'new',
      id: 'behind',
      account: strangerAccount,
      ...(taker.symbol === undefined ? {} : { symbol: taker.symbol }),
      side: taker.side === 'buy' ? 'sell' : 'buy',
      price: last.price,
      quantity: '7',
    } as const;
    const changed = insertAt(commands.slice(0, at + 1), at, [added]);
    const other = await subject.run(changed.commands);
    return compareAnswers(answers.slice(0, at + 1), other, { indexOf: changed.indexOf }) ?? 'holds';
  },
});
