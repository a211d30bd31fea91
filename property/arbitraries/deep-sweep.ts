import { createDraft, defineSource, put } from 'proofhouse/market';

const makers = 5_000;

export default defineSource({
  summary: 'One order sweeps more than 5,000 makers over 50 prices.',
  needs: ['limit'],
  weight: 1,
  long: true,
  draw(context) {
    const draft = createDraft(context);
    const side = context.choices.below(2) === 0 ? 'buy' : 'sell';
    const other = side === 'buy' ? 'sell' : 'buy';
    const levels = 50;
    for (let index = 0; index < makers; index += 1) {
      const price = String(1_000 + context.choices.below(levels));
      const quantity = String(1 + context.choices.below(3));
      const id = String(index + 1);
      put(draft, { op: 'new', id, account: '1', side: other, price, quantity });
    }
    const price = side === 'buy' ? String(1_000 + levels) : '1000';
    put(draft, { op: 'new', id: 'sweep', account: '2', side, price, quantity: '20000' });
    return draft.commands;
  },
});
