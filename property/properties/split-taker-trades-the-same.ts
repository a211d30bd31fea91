import {
  type Answer,
  chooseIndex,
  compareAnswers,
  defineRelation,
  isNamedElsewhere,
  isPlainLimit,
  tradedQuantity,
  tradesOf,
} from 'proofhouse/market';

export default defineRelation({
  kind: 'metamorphic',
  summary: 'A taker sent in two parts trades with the same makers as in one.',
  needs: ['limit'],
  doesNotVerify:
    'Takers that wake stops, and what becomes of the second part where the first is alive.',
  async check(subject) {
    const { commands, answers, choices } = subject;
    const at = chooseIndex(
      subject,
      (command, answer) =>
        isPlainLimit(command) &&
        Number(command.quantity) > 1 &&
        tradedQuantity(answer) === Number(command.quantity) &&
        !isNamedElsewhere(commands, command.id) &&
        !answer.some((event) => event.event === 'triggered'),
    );
    const taker = at === undefined ? undefined : commands[at];
    if (at === undefined || taker?.op !== 'new') return 'unexamined';
    const first = 1 + choices.below(Number(taker.quantity) - 1);
    const parts = [
      { ...taker, id: `${taker.id}-a`, quantity: String(first) },
      { ...taker, id: `${taker.id}-b`, quantity: String(Number(taker.quantity) - first) },
    ];
    const split = [...commands.slice(0, at), ...parts, ...commands.slice(at + 1)];
    const other = await subject.run(split);
    const whole = perMaker(tradesOf(answers[at]));
    const halves = perMaker([...tradesOf(other[at]), ...tradesOf(other[at + 1])]);
    if (whole !== halves) return { seq: at + 1, expected: whole, received: halves };
    const named = (index: number): boolean => tellAnswerNames(answers[index], taker.id);
    const indexOf = (index: number): number =>
      index === at || named(index) ? -1 : index < at ? index : index + 1;
    return compareAnswers(answers, other, { indexOf }) ?? 'holds';
  },
});

/** Lots by maker and price, in the order of the first trade with each. */
function perMaker(trades: ReturnType<typeof tradesOf>): string {
  const lots = new Map<string, number>();
  for (const trade of trades) {
    const key = `${trade.maker} at ${trade.price}`;
    lots.set(key, (lots.get(key) ?? 0) + Number(trade.quantity));
  }
  return [...lots].map(([key, quantity]) => `${quantity} of ${key}`).join(', ');
}

/** Later answers that name the taker speak of its id: another one in the second run. */
function tellAnswerNames(answer: Answer | undefined, id: string): boolean {
  return (answer ?? []).some((event) => 'id' in event && event.id === id);
}
