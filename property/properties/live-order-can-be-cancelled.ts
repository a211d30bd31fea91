import { defineInvariant } from 'proofhouse/market';

export default defineInvariant({
  summary: 'Its owner can cancel, reduce or replace an order while it lives.',
  needs: ['limit'],
  doesNotVerify: 'Reduce and replace where their numbers or the session may refuse them.',
  begin: () => {
    let lives = false;
    return {
      command(command, ledger) {
        if (command.op !== 'cancel') return;
        const order = ledger.orders.get(command.id);
        const owns = command.account === undefined || command.account === order?.account;
        const expires = order !== undefined && order.tif !== 'gtc';
        lives = order !== undefined && order.state !== 'dead' && owns && !expires;
      },
      event(event, command) {
        if (command.op !== 'cancel' || event.event !== 'rejected' || !lives) return undefined;
        return { expected: `order ${command.id} cancelled: it lives`, received: event.code };
      },
    };
  },
  examples: [
    {
      name: 'a live order is cancelled',
      passes: true,
      stream: `
        sell 1@10 #1 -> accepted 1
        cancel #1 -> cancelled 1 1 requested
      `,
    },
    {
      name: 'the engine has lost it',
      passes: false,
      stream: `
        sell 1@10 #1 -> accepted 1
        cancel #1 -> rejected 1 unknown-order
      `,
    },
  ],
});
