import { defineInvariant } from 'proofhouse/market';

export default defineInvariant({
  summary: 'A replace or reduce ends at the price and the quantity that were asked for.',
  needs: ['replace'],
  doesNotVerify: 'The place in the queue.',
  begin: (context) => ({
    event(event, command, ledger) {
      if (event.event !== 'replaced') return undefined;
      if (command.op !== 'replace' && command.op !== 'reduce') return undefined;
      const order = ledger.orders.get(event.id);
      if (!order || event.id !== command.id || order.state === 'dead') return undefined;
      const total = context.conventions.replaceQuantity === 'total' ? order.executed : 0;
      const open =
        command.op === 'reduce'
          ? order.open - Number(command.by)
          : command.quantity === undefined
            ? order.open
            : Number(command.quantity) - total;
      const slides = order.postOnly && context.conventions.postOnly === 'slide';
      const asked = command.op === 'replace' && !slides ? command.price : undefined;
      const price = asked === undefined || asked === event.price;
      if (price && Number(event.quantity) === open) return undefined;
      return {
        expected: `${open}${asked === undefined ? '' : ` at ${asked}`}`,
        received: `${event.quantity} at ${event.price}`,
      };
    },
  }),
  examples: [
    {
      name: 'a smaller quantity',
      passes: true,
      stream: `
        sell 5@10 #1 -> accepted 1
        replace #1 2@10 -> replaced 1 2@10
      `,
    },
    {
      name: 'filled lots are given back',
      passes: false,
      stream: `
        sell 5@10 #1 -> accepted 1
        buy 3@10 #2 account=7 -> accepted 2; traded 3@10 1 2
        replace #1 2@10 -> replaced 1 5@10
      `,
    },
  ],
});
