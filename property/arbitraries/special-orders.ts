import { createDraft, defineSource, mix, percent, sweepAll } from 'proofhouse/market';

export default defineSource({
  summary: 'Nearly every order is special: stops that wake stops, icebergs, OCO, reduce-only.',
  needs: ['limit'],
  weight: 18,
  draw(context) {
    const draft = createDraft(context, { specialShare: 85, spread: 4, accounts: 4 });
    mix(draft);
    if (percent(draft, 50)) sweepAll(draft);
    return draft.commands;
  },
});
