import { defineInvariant } from 'proofhouse/market';

export default defineInvariant({
  summary: 'Nobody changes the order of another account.',
  needs: ['limit'],
  doesNotVerify: 'Commands that name no account.',
  begin: () => ({
    event(event, command, ledger) {
      if (event.event !== 'cancelled' && event.event !== 'replaced') return undefined;
      if (!('id' in command) || command.op === 'new' || command.account === undefined)
        return undefined;
      const order = ledger.orders.get(command.id);
      if (!order || order.account === command.account || event.id !== command.id) return undefined;
      return {
        expected: `not-owner: order ${order.id} is of account ${order.account}`,
        received: `${event.event} for account ${command.account}`,
      };
    },
  }),
  examples: [
    {
      name: 'a stranger is refused',
      passes: true,
      stream: `
        sell 1@10 #1 account=7 -> accepted 1
        cancel #1 account=8 -> rejected 1 not-owner
      `,
    },
    {
      name: 'a stranger cancels',
      passes: false,
      stream: `
        sell 1@10 #1 account=7 -> accepted 1
        cancel #1 account=8 -> cancelled 1 1 requested
      `,
    },
  ],
});
