import {
  arePricesOrdinary,
  type Command,
  compareAnswers,
  defineRelation,
  greatestTrail,
  mapFields,
  numbersIn,
  priceFields,
  type StreamEvent,
  usesOp,
} from 'proofhouse/market';

export default defineRelation({
  kind: 'metamorphic',
  summary: 'Buys and sells exchanged, and prices turned around a point, give the mirrored answers.',
  needs: ['limit'],
  doesNotVerify: 'An uncross, whose ties need not be symmetrical, and prices at their bounds.',
  async check(subject) {
    const { commands, answers, conventions } = subject;
    if (!arePricesOrdinary(commands) || usesOp(commands, 'uncross')) return 'unexamined';
    if (conventions.tradePrice !== 'maker') return 'unexamined';
    const highest = Math.max(1, ...numbersIn(commands, priceFields));
    const point = highest + greatestTrail(commands) + 1;
    const turn = (text: string): string => String(point - Number(text));
    const mirror = (command: Command): Command => {
      const turned = mapFields(command, priceFields, turn);
      if (turned.op === 'bands') return { ...turned, low: turned.high, high: turned.low };
      if (turned.op !== 'new') return turned;
      return { ...turned, side: turned.side === 'buy' ? 'sell' : 'buy' };
    };
    const mirrored = await subject.run(commands.map(mirror));
    const rewrite = (event: StreamEvent): StreamEvent => mapFields(event, priceFields, turn);
    return compareAnswers(answers, mirrored, { rewrite }) ?? 'holds';
  },
});
