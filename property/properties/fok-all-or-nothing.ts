import { defineInvariant } from 'proofhouse/market';

export default defineInvariant({
  summary: 'A fill-or-kill order executes whole or is refused.',
  needs: ['fok'],
  doesNotVerify: 'Whether it could have been filled: fok-iff-ioc-fills asks that.',
  begin: () => ({
    done(answer, command, ledger) {
      if (command.op !== 'new' || command.tif !== 'fok') return undefined;
      if (!answer.some((event) => event.event === 'accepted')) return undefined;
      if (command.trigger !== undefined || command.trail !== undefined) return undefined;
      const order = ledger.orders.get(command.id);
      if (!order || order.executed === Number(command.quantity)) return undefined;
      return {
        expected: `${command.quantity} executed, or a rejection`,
        received: `${order.executed} executed`,
      };
    },
  }),
  examples: [
    {
      name: 'refused',
      passes: true,
      stream: `
        buy 2@10 #1 tif=fok -> rejected 1 would-not-fill
      `,
    },
    {
      name: 'half of it is filled',
      passes: false,
      stream: `
        sell 1@10 #1 -> accepted 1
        buy 2@10 #2 tif=fok account=7 -> accepted 2; traded 1@10 1 2; cancelled 2 1 ioc
      `,
    },
  ],
});
