import { defineInvariant } from 'proofhouse/market';

export default defineInvariant({
  summary: 'An immediate order never stays in the book.',
  needs: ['ioc'],
  doesNotVerify: 'Auctions, where a convention may queue it.',
  begin: () => ({
    done(answer, command, ledger) {
      if (!answer.some((event) => event.event === 'accepted')) return undefined;
      if (command.op !== 'new' || (command.tif !== 'ioc' && command.tif !== 'fok'))
        return undefined;
      const order = ledger.orders.get(command.id);
      if (order?.state !== 'resting' || ledger.books.get(order.symbol)?.auction) return undefined;
      return {
        expected: `nothing left of ${command.tif} order ${command.id}`,
        received: `${order.open} without an end`,
      };
    },
  }),
  examples: [
    {
      name: 'the rest is cancelled',
      passes: true,
      stream: `
        buy 2@10 #1 tif=ioc -> accepted 1; cancelled 1 2 ioc
      `,
    },
    {
      name: 'the rest is not heard of',
      passes: false,
      stream: `
        buy 2@10 #1 tif=ioc -> accepted 1
      `,
    },
  ],
});
