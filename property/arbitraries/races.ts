import { createDraft, defineSource, mix, sweepAll } from 'proofhouse/market';

export default defineSource({
  summary: 'Cancel, replace, reduce and fills race for the same few orders, again and again.',
  needs: ['limit'],
  weight: 18,
  draw(context) {
    const draft = createDraft(context, { newShare: 35, sameAgainShare: 60, spread: 2 });
    mix(draft);
    sweepAll(draft);
    return draft.commands;
  },
});
