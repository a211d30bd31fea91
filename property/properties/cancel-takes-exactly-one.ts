import { defineInvariant } from 'proofhouse/market';

export default defineInvariant({
  summary: 'A cancel ends the order it names and touches no other.',
  needs: ['limit'],
  doesNotVerify: 'What the book holds afterwards where the events keep silent.',
  begin: () => ({
    done(answer, command, ledger) {
      if (command.op !== 'cancel') return undefined;
      const refused = answer.some((event) => event.event === 'rejected');
      const others = answer.filter(
        (event) => 'id' in event && event.id !== command.id && event.event !== 'expired',
      );
      const lives = !refused && ledger.orders.get(command.id)?.state !== 'dead';
      if (others.length === 0 && !lives) return undefined;
      return {
        expected: `order ${command.id} cancelled and no other touched`,
        received: lives ? `order ${command.id} lives on` : `${others.length} other events`,
      };
    },
  }),
  examples: [
    {
      name: 'one order goes',
      passes: true,
      stream: `
        sell 1@10 #1 -> accepted 1
        sell 1@10 #2 -> accepted 2
        cancel #1 -> cancelled 1 1 requested
      `,
    },
    {
      name: 'a neighbour goes too',
      passes: false,
      stream: `
        sell 1@10 #1 -> accepted 1
        sell 1@10 #2 -> accepted 2
        cancel #1 -> cancelled 1 1 requested; cancelled 2 1 requested
      `,
    },
  ],
});
