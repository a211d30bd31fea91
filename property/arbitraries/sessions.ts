import { createDraft, defineSource, mix, sweepAll } from 'proofhouse/market';

export default defineSource({
  summary: 'Halts, auctions, bands, kill switches, mass cancels and a clock that moves.',
  needs: ['limit'],
  weight: 15,
  draw(context) {
    const draft = createDraft(context, { sessionShare: 25, spread: 4 });
    mix(draft);
    sweepAll(draft);
    return draft.commands;
  },
});
