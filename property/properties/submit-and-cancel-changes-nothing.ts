import {
  compareAnswers,
  defineRelation,
  firstSymbol,
  insertAt,
  numbersIn,
  priceFields,
  strangerAccount,
} from 'proofhouse/market';

export default defineRelation({
  kind: 'metamorphic',
  summary: 'A passive order that is sent and cancelled at once leaves no trace.',
  needs: ['limit'],
  doesNotVerify: 'Engines whose stops watch quotes.',
  async check(subject) {
    const { commands, answers, choices, conventions } = subject;
    const low = Math.min(1e6, ...numbersIn(commands, priceFields));
    if (low < 2 || conventions.stopTrigger !== 'last-trade') return 'unexamined';
    const price = String(low - 1);
    const stranger = { id: 'passing-by', account: strangerAccount } as const;
    const changed = insertAt(commands, choices.below(commands.length + 1), [
      { op: 'new', ...stranger, ...firstSymbol(commands), side: 'buy', price, quantity: '3' },
      { op: 'cancel', id: stranger.id },
    ]);
    const other = await subject.run(changed.commands);
    return compareAnswers(answers, other, { indexOf: changed.indexOf, digests: true }) ?? 'holds';
  },
});
