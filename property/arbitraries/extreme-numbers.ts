import {
  createDraft,
  type Draft,
  defaultInstrument,
  defineSource,
  drawChange,
  drawNew,
  percent,
  pick,
  put,
} from 'proofhouse/market';

/** Around zero, around the widths of common integer types, and at the bounds of the instrument. */
function edges(max: number): string[] {
  const widths = [2 ** 31, 2 ** 32, 2 ** 24].filter((edge) => edge < max);
  const around = [...widths, max].flatMap((edge) => [edge - 1, edge, edge + 1]);
  return ['0', '-1', '1', ...around.map(String), '9007199254740993', '999999999999999999'];
}

function extreme(draft: Draft): void {
  const declared = draft.context.hello.instruments?.[0];
  const command = drawNew(draft);
  const priceMax = Number(declared?.priceMax ?? defaultInstrument.priceMax);
  const quantityMax = Number(declared?.quantityMax ?? defaultInstrument.quantityMax);
  if (command.price !== undefined && percent(draft, 50))
    command.price = pick(draft, edges(priceMax));
  if (percent(draft, 50)) command.quantity = pick(draft, edges(quantityMax));
  put(draft, command);
}

export default defineSource({
  summary: 'Prices and quantities at zero, below it, at integer widths and at the bounds.',
  needs: ['limit'],
  weight: 9,
  draw(context) {
    const draft = createDraft(context, { spread: 2 });
    while (draft.commands.length < context.length) {
      if (draft.open.length === 0 || percent(draft, 75)) extreme(draft);
      else put(draft, drawChange(draft));
    }
    return draft.commands;
  },
});
