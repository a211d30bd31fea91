import { defineInvariant, type StreamEvent } from 'proofhouse/market';

export default defineInvariant({
  summary: 'Every command about an order is confirmed once or refused once.',
  needs: ['limit'],
  doesNotVerify: 'Whether confirming was right.',
  begin: () => ({
    done(answer, command) {
      if (!['cancel', 'reduce', 'replace'].includes(command.op) || !('id' in command))
        return undefined;
      const told = answer.filter(
        (event) =>
          (event.event === 'rejected' || event.event === 'replaced' || isRequested(event)) &&
          event.id === command.id,
      );
      if (told.length === 1) return undefined;
      return {
        expected: `one answer for ${command.op} of order ${command.id}`,
        received: `${told.length} answers`,
      };
    },
  }),
  examples: [
    {
      name: 'a cancel is confirmed',
      passes: true,
      stream: `
        sell 1@10 #1 -> accepted 1
        cancel #1 -> cancelled 1 1 requested
      `,
    },
    {
      name: 'a cancel is dropped silently',
      passes: false,
      stream: `
        sell 1@10 #1 -> accepted 1
        cancel #1 -> done
      `,
    },
  ],
});

function isRequested(event: StreamEvent): event is StreamEvent & { event: 'cancelled' } {
  return event.event === 'cancelled' && event.reason === 'requested';
}
