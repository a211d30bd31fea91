import { defineInvariant, liveOrders } from 'proofhouse/market';

export default defineInvariant({
  summary: 'A mass cancel ends every order of its account, and no other.',
  needs: ['mass-cancel'],
  doesNotVerify: 'Orders of which the events never told.',
  begin: () => ({
    event(event, command, ledger) {
      if (event.event !== 'cancelled') return undefined;
      if (command.op !== 'mass-cancel' && command.op !== 'kill-switch') return undefined;
      const order = ledger.orders.get(event.id);
      if (!order || order.account === command.account) return undefined;
      return {
        expected: `orders of account ${command.account} cancelled`,
        received: `order ${order.id} of account ${order.account}`,
      };
    },
    done(answer, command, ledger) {
      if (command.op !== 'mass-cancel') return undefined;
      if (answer.some((event) => event.event === 'rejected')) return undefined;
      const left = liveOrders(ledger).find((order) => order.account === command.account);
      if (!left) return undefined;
      return {
        expected: `no order left of account ${command.account}`,
        received: `order ${left.id}`,
      };
    },
  }),
  examples: [
    {
      name: 'one account',
      passes: true,
      stream: `
        sell 1@10 #1 account=7 -> accepted 1
        sell 1@10 #2 account=8 -> accepted 2
        mass-cancel account=7 -> cancelled 1 1 mass
      `,
    },
    {
      name: 'another account too',
      passes: false,
      stream: `
        sell 1@10 #1 account=7 -> accepted 1
        sell 1@10 #2 account=8 -> accepted 2
        mass-cancel account=7 -> cancelled 1 1 mass; cancelled 2 1 mass
      `,
    },
    {
      name: 'one is left',
      passes: false,
      stream: `
        sell 1@10 #1 account=7 -> accepted 1
        mass-cancel account=7 -> done
      `,
    },
  ],
});
