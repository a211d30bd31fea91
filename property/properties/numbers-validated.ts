import { defaultInstrument, defineInvariant } from 'proofhouse/market';

export default defineInvariant({
  summary: 'Prices and quantities outside the bounds of the symbol are refused.',
  needs: ['limit'],
  doesNotVerify: 'The code of the refusal.',
  begin: (context) => ({
    event(event, command) {
      if (event.event !== 'accepted' && event.event !== 'replaced') return undefined;
      if (command.op !== 'new' && command.op !== 'replace') return undefined;
      const symbol = command.op === 'new' ? (command.symbol ?? 'X') : undefined;
      const declared = context.instruments?.find((one) => one.symbol === symbol);
      const bound = (key: keyof typeof defaultInstrument): number =>
        Number(declared?.[key] ?? defaultInstrument[key]);
      const fits = (text: string | undefined, low: number, high: number): boolean =>
        text === undefined || (Number(text) >= low && Number(text) <= high);
      const priceFits = fits(command.price, bound('priceMin'), bound('priceMax'));
      if (priceFits && fits(command.quantity, bound('quantityMin'), bound('quantityMax'))) {
        return undefined;
      }
      return {
        expected: priceFits ? 'bad-quantity' : 'bad-price',
        received: `${event.event} with ${command.quantity} at ${command.price}`,
      };
    },
  }),
  examples: [
    {
      name: 'nothing for sale',
      passes: true,
      stream: `
        sell 0@10 #1 -> rejected 1 bad-quantity
      `,
    },
    {
      name: 'nothing is accepted for sale',
      passes: false,
      stream: `
        sell 0@10 #1 -> accepted 1
      `,
    },
    {
      name: 'a replace below zero',
      passes: false,
      stream: `
        sell 1@10 #1 -> accepted 1
        replace #1 -1@10 -> replaced 1 -1@10
      `,
    },
  ],
});
