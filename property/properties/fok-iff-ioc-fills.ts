import {
  defineRelation,
  drawStranger,
  endsOrdinarily,
  ledgerAfter,
  tellTrades,
  tradedQuantity,
} from 'proofhouse/market';

export default defineRelation({
  kind: 'metamorphic',
  summary: 'A FOK executes exactly when an IOC in its place would fill whole, and alike.',
  needs: ['ioc', 'fok'],
  doesNotVerify: 'Streams that end in a halt or an auction.',
  async check(subject) {
    if (!endsOrdinarily(subject, ledgerAfter(subject))) return 'unexamined';
    const order = drawStranger(subject, 'all');
    const ioc = await subject.run([...subject.commands, { ...order, tif: 'ioc' }]);
    const fok = await subject.run([...subject.commands, { ...order, tif: 'fok' }]);
    const whole = tradedQuantity(ioc.at(-1)) === Number(order.quantity);
    const expected = whole ? tellTrades(ioc.at(-1)) : 'no trade';
    const received = tellTrades(fok.at(-1));
    if (expected === received) return 'holds';
    const what = `${order.side} ${order.quantity}@${order.price}`;
    return { seq: subject.commands.length, expected: `${what} fok: ${expected}`, received };
  },
});
