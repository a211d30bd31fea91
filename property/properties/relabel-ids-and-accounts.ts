import { compareAnswers, defineRelation, mapFields, type StreamEvent } from 'proofhouse/market';

export default defineRelation({
  kind: 'metamorphic',
  summary: 'Other names for orders and accounts change nothing but the names.',
  needs: ['limit'],
  doesNotVerify: 'Engines that only take certain names.',
  async check(subject) {
    const { commands, answers } = subject;
    const names = ['id', 'oco', 'maker', 'taker'];
    const rename = (id: string): string => `n${id.split('').reverse().join('')}`;
    const account = (name: string): string => (name === '0' ? name : `${Number(name) + 40}`);
    const renamed = await subject.run(
      commands.map((one) => mapFields(mapFields(one, names, rename), ['account'], account)),
    );
    const rewrite = (event: StreamEvent): StreamEvent => mapFields(event, names, rename);
    return compareAnswers(answers, renamed, { rewrite }) ?? 'holds';
  },
});
