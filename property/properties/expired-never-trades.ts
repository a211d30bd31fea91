import { defineInvariant, liveOrders } from 'proofhouse/market';

export default defineInvariant({
  summary: 'An order whose time is up trades no more, and is told as expired.',
  needs: ['gtt'],
  doesNotVerify: 'Day orders.',
  begin: () => ({
    event(event, _command, ledger) {
      if (event.event !== 'traded') return undefined;
      for (const id of [event.maker, event.taker]) {
        const order = ledger.orders.get(id);
        if (order?.tif !== 'gtt' || order.expiresNs > ledger.atNs) continue;
        return {
          expected: `order ${id} expired at ${order.expiresNs}`,
          received: `it trades at ${ledger.atNs}`,
        };
      }
      return undefined;
    },
    done(_answer, command, ledger) {
      if (command.at === undefined) return undefined;
      const late = liveOrders(ledger).find(
        (order) => order.tif === 'gtt' && order.expiresNs <= ledger.atNs,
      );
      if (!late) return undefined;
      return {
        expected: `order ${late.id} expired at ${late.expiresNs}`,
        received: `it lives at ${ledger.atNs}`,
      };
    },
  }),
  examples: [
    {
      name: 'it expires',
      passes: true,
      stream: `
        sell 1@10 #1 tif=gtt expires=5 -> accepted 1
        time at=5 -> expired 1 1
      `,
    },
    {
      name: 'it trades after its time',
      passes: false,
      stream: `
        sell 1@10 #1 tif=gtt expires=5 -> accepted 1
        buy 1@10 #2 at=6 account=7 -> accepted 2; traded 1@10 1 2
      `,
    },
    {
      name: 'it lives on',
      passes: false,
      stream: `
        sell 1@10 #1 tif=gtt expires=5 -> accepted 1
        time at=5 -> done
      `,
    },
  ],
});
