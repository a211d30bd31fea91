import { defineInvariant } from 'proofhouse/market';

export default defineInvariant({
  summary: 'A new order is answered once, accepted or rejected, before anything happens to it.',
  needs: ['limit'],
  doesNotVerify: 'Whether the answer is the right one.',
  begin: () => ({
    done(answer, command) {
      if (command.op !== 'new') return undefined;
      const ours = answer.filter((event) => 'id' in event && event.id === command.id);
      const told = ours.filter((one) => one.event === 'accepted' || one.event === 'rejected');
      const expired = answer.findIndex(
        (one) => one.event === 'accepted' || one.event === 'rejected',
      );
      const traded = answer.findIndex(
        (one) => one.event === 'traded' && [one.maker, one.taker].includes(command.id),
      );
      const early = traded >= 0 && traded < expired;
      if (told.length === 1 && !early) return undefined;
      return {
        expected: `one accepted or rejected for order ${command.id}, before its trades`,
        received: early ? 'a trade before it' : `${told.length} answers`,
      };
    },
  }),
  examples: [
    {
      name: 'accepted, then traded',
      passes: true,
      stream: `
        sell 1@10 #1 -> accepted 1
        buy 1@10 #2 account=7 -> accepted 2; traded 1@10 1 2
      `,
    },
    {
      name: 'no answer',
      passes: false,
      stream: `
        sell 1@10 #1 -> done
      `,
    },
    {
      name: 'a trade before the answer',
      passes: false,
      stream: `
        sell 1@10 #1 -> accepted 1
        buy 1@10 #2 account=7 -> traded 1@10 1 2; accepted 2
      `,
    },
  ],
});
