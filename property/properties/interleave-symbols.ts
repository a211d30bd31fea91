import { type Command, compareAnswers, defineRelation, usesField } from 'proofhouse/market';

export default defineRelation({
  kind: 'metamorphic',
  summary: 'The same trading in another symbol at the same time changes nothing in this one.',
  needs: ['symbols'],
  doesNotVerify:
    'Streams in which the clock moves orders of both, and accounts that trade in both.',
  async check(subject) {
    const { commands, answers } = subject;
    if (usesField(commands, 'at') || subject.hello.instruments) return 'unexamined';
    const twin = (command: Command): Command => {
      const copy: Record<string, unknown> = { ...command };
      if ('id' in command) copy.id = `z${command.id}`;
      if ('oco' in command) copy.oco = `z${command.oco}`;
      if (command.op === 'new') copy.account = `z${command.account ?? '0'}`;
      else if (typeof copy.account === 'string') copy.account = `z${copy.account}`;
      const named = ['new', 'halt', 'resume', 'auction', 'uncross', 'bands'].includes(command.op);
      if (named) copy.symbol = `Z${copy.symbol ?? 'X'}`;
      return copy as Command;
    };
    const both = await subject.run(commands.flatMap((command) => [twin(command), command]));
    return compareAnswers(answers, both, { indexOf: (index) => 2 * index + 1 }) ?? 'holds';
  },
});
