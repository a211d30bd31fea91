import {
  defineRelation,
  drawStranger,
  endsOrdinarily,
  ledgerAfter,
  tellTrades,
} from 'proofhouse/market';

export default defineRelation({
  kind: 'metamorphic',
  summary: 'A limit order that is cancelled at once trades like an IOC and leaves the same book.',
  needs: ['ioc'],
  doesNotVerify: 'Streams that end in a halt or an auction.',
  async check(subject) {
    if (!endsOrdinarily(subject, ledgerAfter(subject))) return 'unexamined';
    const order = drawStranger(subject, 'once');
    const probe = { ...drawStranger(subject, 'probe'), quantity: '1000', tif: 'ioc' as const };
    const ioc = await subject.run([...subject.commands, { ...order, tif: 'ioc' }, probe]);
    const cancel = { op: 'cancel', id: order.id } as const;
    const gtc = await subject.run([...subject.commands, order, cancel, probe]);
    const expected = `${tellTrades(ioc.at(-2))}; then ${tellTrades(ioc.at(-1))}`;
    const received = `${tellTrades(gtc.at(-3))}; then ${tellTrades(gtc.at(-1))}`;
    if (expected === received) return 'holds';
    const what = `${order.side} ${order.quantity}@${order.price}`;
    return { seq: subject.commands.length, expected: `${what}: ${expected}`, received };
  },
});
