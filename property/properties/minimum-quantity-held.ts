import { defineInvariant } from 'proofhouse/market';

export default defineInvariant({
  summary: 'An order with a minimum executes at least that at once, or is refused.',
  needs: ['min-quantity'],
  doesNotVerify: 'Stops, which execute later.',
  begin: () => ({
    done(answer, command, ledger) {
      if (command.op !== 'new' || command.minQuantity === undefined) return undefined;
      if (command.trigger !== undefined || command.trail !== undefined) return undefined;
      if (!answer.some((event) => event.event === 'accepted')) return undefined;
      const executed = ledger.orders.get(command.id)?.executed ?? 0;
      if (executed >= Number(command.minQuantity)) return undefined;
      return {
        expected: `at least ${command.minQuantity} executed, or a rejection`,
        received: `${executed} executed`,
      };
    },
  }),
  examples: [
    {
      name: 'refused',
      passes: true,
      stream: `
        buy 2@10 #1 minQuantity=1 -> rejected 1 would-not-fill
      `,
    },
    {
      name: 'it rests',
      passes: false,
      stream: `
        buy 2@10 #1 minQuantity=1 -> accepted 1
      `,
    },
  ],
});
