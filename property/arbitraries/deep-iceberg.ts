import { createDraft, defineSource, put } from 'proofhouse/market';

export default defineSource({
  summary: 'One taker meets one iceberg that shows a lot at a time, thousands of times.',
  needs: ['limit', 'iceberg'],
  weight: 2,
  long: true,
  draw(context) {
    const draft = createDraft(context);
    const { choices } = context;
    const maker = choices.below(2) === 0 ? 'buy' : 'sell';
    const taker = maker === 'buy' ? 'sell' : 'buy';
    const quantity = String(6_000 + choices.below(3_000));
    const terms = { op: 'new', price: '1000', quantity } as const;
    put(draft, { ...terms, id: '1', account: '1', side: maker, display: '1' });
    put(draft, { ...terms, id: '2', account: '2', side: taker });
    return draft.commands;
  },
});
