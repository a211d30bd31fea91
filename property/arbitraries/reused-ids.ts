import { createDraft, defineSource, mix } from 'proofhouse/market';

export default defineSource({
  summary: 'Ids come back while their order lives, and after it died.',
  needs: ['limit'],
  weight: 6,
  draw(context) {
    const draft = createDraft(context, { reuseShare: 35, newShare: 70 });
    mix(draft);
    return draft.commands;
  },
});
