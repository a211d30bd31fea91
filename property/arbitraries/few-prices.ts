import { createDraft, defineSource, mix, percent, sweepAll } from 'proofhouse/market';

export default defineSource({
  summary: 'Many orders on seven prices: long queues, partial fills, cancels anywhere in a queue.',
  needs: ['limit'],
  weight: 30,
  draw(context) {
    const draft = createDraft(context);
    mix(draft);
    if (percent(draft, 50)) sweepAll(draft);
    return draft.commands;
  },
});
