import { defineInvariant, liveOrders } from 'proofhouse/market';

export default defineInvariant({
  summary: 'A killed account has no order left, and gets none.',
  needs: ['kill-switch'],
  doesNotVerify: 'Orders of which the events never told.',
  begin: () => ({
    event(event, command, ledger) {
      if (event.event !== 'accepted' || command.op !== 'new') return undefined;
      const account = command.account ?? '0';
      if (!ledger.killed.has(account)) return undefined;
      return { expected: `killed: account ${account} is switched off`, received: 'accepted' };
    },
    done(answer, command, ledger) {
      if (command.op !== 'kill-switch' || !command.on) return undefined;
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
      name: 'cleared and blocked',
      passes: true,
      stream: `
        sell 1@10 #1 account=7 -> accepted 1
        kill-switch account=7 on=true -> cancelled 1 1 kill-switch
        sell 1@10 #2 account=7 -> rejected 2 killed
      `,
    },
    {
      name: 'an order stays',
      passes: false,
      stream: `
        sell 1@10 #1 account=7 -> accepted 1
        kill-switch account=7 on=true -> done
      `,
    },
    {
      name: 'a new order comes in',
      passes: false,
      stream: `
        kill-switch account=7 on=true -> done
        sell 1@10 #1 account=7 -> accepted 1
      `,
    },
  ],
});
