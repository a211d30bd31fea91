import { defineInvariant } from 'proofhouse/market';

export default defineInvariant({
  summary: 'What is refused leaves no trace: no other event, and the same book.',
  needs: ['limit'],
  doesNotVerify: 'The book itself where the engine gives no digest.',
  begin: () => {
    let before = '';
    return {
      done(answer) {
        const last = answer.at(-1);
        const digest = (last?.event === 'done' ? last.digest : undefined) ?? '';
        const previous = before;
        before = digest;
        if (!answer.some((event) => event.event === 'rejected')) return undefined;
        if (answer.some((event) => event.event === 'expired')) return undefined;
        const others = answer.filter((event) => !['rejected', 'done'].includes(event.event));
        const same = previous === '' || digest === previous;
        if (others.length === 0 && same) return undefined;
        return {
          expected: 'a rejection and the book as it was',
          received: others.length > 0 ? `also ${others[0]?.event}` : 'another digest of the book',
        };
      },
    };
  },
  examples: [
    {
      name: 'the digest stays',
      passes: true,
      stream: `
        sell 1@10 #1 -> accepted 1; done abc
        sell 0@10 #2 -> rejected 2 bad-quantity; done abc
      `,
    },
    {
      name: 'the book has changed',
      passes: false,
      stream: `
        sell 1@10 #1 -> accepted 1; done abc
        sell 0@10 #2 -> rejected 2 bad-quantity; done xyz
      `,
    },
  ],
});
