import { createDraft, defineSource, mix, sweepAll } from 'proofhouse/market';

export default defineSource({
  summary: 'Everything at two prices, then a sweep: the order of the queue must come out.',
  needs: ['limit'],
  weight: 15,
  draw(context) {
    const draft = createDraft(context, { center: 500, spread: 1, quantityMax: 5, newShare: 60 });
    mix(draft);
    sweepAll(draft);
    return draft.commands;
  },
});
