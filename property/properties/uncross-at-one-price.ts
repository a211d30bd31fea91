import { bookOf, defineInvariant, symbolOf } from 'proofhouse/market';

export default defineInvariant({
  summary: 'An uncross trades at one price, the one and the quantity it was told with.',
  needs: ['auction'],
  doesNotVerify: 'Ties between prices of equal volume.',
  begin: () => {
    let most = 0;
    return {
      command(command, ledger) {
        if (command.op !== 'uncross') return;
        const { buy, sell } = bookOf(ledger.books, symbolOf(command));
        const at = (side: typeof buy, within: (price: number) => boolean): number =>
          side.prices
            .filter(within)
            .flatMap((price) => side.queues.get(price) ?? [])
            .reduce((sum, order) => sum + order.open, 0);
        const volumes = [...buy.prices, ...sell.prices].map((price) =>
          Math.min(
            at(buy, (bid) => bid >= price),
            at(sell, (ask) => ask <= price),
          ),
        );
        most = Math.max(0, ...volumes);
      },
      done(answer, command) {
        const told = answer.find((event) => event.event === 'uncrossed');
        if (command.op !== 'uncross' || !told) return undefined;
        const woken = answer.findIndex((event) => event.event === 'triggered');
        const trades = answer
          .slice(0, woken < 0 ? undefined : woken)
          .filter((event) => event.event === 'traded');
        const quantity = trades.reduce((sum, event) => sum + Number(event.quantity), 0);
        const other = trades.find((event) => event.price !== told.price);
        if (!other && quantity === Number(told.quantity) && quantity === most) return undefined;
        return {
          expected: `${most}, the most that can trade, all at ${told.price}`,
          received: `${quantity} traded${other ? `, some at ${other.price}` : ''}`,
        };
      },
    };
  },
  examples: [
    {
      name: 'all at one price',
      passes: true,
      stream: `
        auction -> auction-opened
        sell 1@10 #1 -> accepted 1
        buy 1@10 #2 account=7 -> accepted 2
        uncross -> uncrossed 1@10; traded 1@10 1 2
      `,
    },
    {
      name: 'less than could trade',
      passes: false,
      stream: `
        auction -> auction-opened
        sell 2@10 #1 -> accepted 1
        buy 2@10 #2 account=7 -> accepted 2
        uncross -> uncrossed 1@10; traded 1@10 1 2
      `,
    },
  ],
});
