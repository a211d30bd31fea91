import {
  defineRelation,
  drawStranger,
  endsOrdinarily,
  ledgerAfter,
  opposite,
  reaches,
  tradedQuantity,
} from 'proofhouse/market';

export default defineRelation({
  kind: 'metamorphic',
  summary:
    'An IOC executes the smaller of its quantity and what the told book holds within its limit.',
  needs: ['ioc'],
  doesNotVerify: 'Books with bands, sleeping stops, reduce-only orders or OCO legs.',
  async check(subject) {
    const ledger = ledgerAfter(subject);
    if (!endsOrdinarily(subject, ledger)) return 'unexamined';
    const order = { ...drawStranger(subject, 'ioc'), tif: 'ioc' as const };
    const side = ledger.books.get('X')?.[opposite(order.side)];
    let there = 0;
    for (const price of side?.prices ?? []) {
      if (!reaches(order.side, Number(order.price), price)) break;
      for (const resting of side?.queues.get(price) ?? []) there += resting.open;
    }
    const other = await subject.run([...subject.commands, order]);
    const filled = tradedQuantity(other.at(-1));
    const expected = Math.min(there, Number(order.quantity));
    if (filled === expected) return 'holds';
    return {
      seq: subject.commands.length,
      expected: `${order.side} ${order.quantity}@${order.price} ioc to fill ${expected}`,
      received: `${filled} filled`,
    };
  },
});
