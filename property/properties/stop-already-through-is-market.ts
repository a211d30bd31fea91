import {
  defineRelation,
  endsOrdinarily,
  ledgerAfter,
  strangerAccount,
  tellTrades,
} from 'proofhouse/market';

export default defineRelation({
  kind: 'metamorphic',
  summary: 'A stop whose trigger the last trade has passed trades like a market order.',
  needs: ['stop', 'market'],
  doesNotVerify: 'Stops that watch quotes or wait for the next trade.',
  async check(subject) {
    const { commands, conventions, choices } = subject;
    const ledger = ledgerAfter(subject);
    const last = ledger.books.get('X')?.lastPrice ?? 0;
    const waits = conventions.stopTrigger !== 'last-trade' || !conventions.stopImmediate;
    if (last === 0 || waits || !endsOrdinarily(subject, ledger)) return 'unexamined';
    const side = choices.below(2) === 0 ? 'buy' : 'sell';
    const trigger = String(side === 'buy' ? Math.max(1, last - 1) : last + 1);
    if (Number(trigger) === last && !conventions.stopInclusive) return 'unexamined';
    const order = { op: 'new', id: 'now', account: strangerAccount, side, quantity: '9' } as const;
    const market = await subject.run([...commands, { ...order, type: 'market' }]);
    const stop = await subject.run([...commands, { ...order, type: 'stop', trigger }]);
    const expected = tellTrades(market.at(-1));
    const received = tellTrades(stop.at(-1));
    return expected === received ? 'holds' : { seq: commands.length, expected, received };
  },
});
