import {
  defineRelation,
  ledgerAfter,
  liveOrders,
  numbersIn,
  priceFields,
  strangerAccount,
  tellTrades,
  tradesOf,
} from 'proofhouse/market';

export default defineRelation({
  kind: 'metamorphic',
  summary: 'When every live order is cancelled, nothing is left to trade with.',
  needs: ['limit'],
  doesNotVerify: 'Orders the events never told of stay unfound if they do not trade.',
  async check(subject) {
    const ledger = ledgerAfter(subject);
    const live = liveOrders(ledger);
    if (live.length === 0 || !ledger.known) return 'unexamined';
    const cancels = live.map((order) => ({ op: 'cancel', id: order.id }) as const);
    const high = Math.min(1e9, Math.max(1, ...numbersIn(subject.commands, priceFields)));
    const all = { op: 'new', account: strangerAccount, quantity: '1000000' } as const;
    const other = await subject.run([
      ...subject.commands,
      ...cancels,
      { ...all, id: 'buy-all', side: 'buy', price: String(high) },
      { op: 'cancel', id: 'buy-all' },
      { ...all, id: 'sell-all', side: 'sell', price: '1' },
    ]);
    const found = [other.at(-3), other.at(-1)].find((answer) => tradesOf(answer).length > 0);
    if (!found) return 'holds';
    const expected = 'no trade after everything was cancelled';
    return { seq: subject.commands.length, expected, received: tellTrades(found) };
  },
});
