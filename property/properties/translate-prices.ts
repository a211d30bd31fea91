import {
  arePricesOrdinary,
  compareAnswers,
  defineRelation,
  mapFields,
  priceFields,
  type StreamEvent,
} from 'proofhouse/market';

export default defineRelation({
  kind: 'metamorphic',
  summary: 'All prices moved by the same number of ticks move all trades by it.',
  needs: ['limit'],
  doesNotVerify: 'Streams with prices at their bounds.',
  async check(subject) {
    const { commands, answers } = subject;
    if (!arePricesOrdinary(commands)) return 'unexamined';
    const by = 1 + subject.choices.below(500);
    const move = (text: string): string => String(Number(text) + by);
    const moved = await subject.run(commands.map((one) => mapFields(one, priceFields, move)));
    const rewrite = (event: StreamEvent): StreamEvent =>
      event.event === 'uncrossed' && event.quantity === '0'
        ? event
        : mapFields(event, priceFields, move);
    return compareAnswers(answers, moved, { rewrite }) ?? 'holds';
  },
});
