import {
  areOrdinary,
  compareAnswers,
  defineRelation,
  mapFields,
  quantityFields,
  type StreamEvent,
} from 'proofhouse/market';

export default defineRelation({
  kind: 'metamorphic',
  summary: 'All quantities multiplied by one number multiply all trades by it.',
  needs: ['limit'],
  doesNotVerify: 'Streams with quantities at their bounds.',
  async check(subject) {
    const { commands, answers } = subject;
    if (!areOrdinary(commands, quantityFields)) return 'unexamined';
    const by = 2 + subject.choices.below(8);
    const scale = (text: string): string => String(Number(text) * by);
    const scaled = await subject.run(commands.map((one) => mapFields(one, quantityFields, scale)));
    const rewrite = (event: StreamEvent): StreamEvent => mapFields(event, quantityFields, scale);
    return compareAnswers(answers, scaled, { rewrite }) ?? 'holds';
  },
});
