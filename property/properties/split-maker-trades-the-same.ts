import {
  type Answer,
  chooseIndex,
  defineRelation,
  isNamedElsewhere,
  isPlainLimit,
  mapFields,
  onlyAccepted,
  type StreamEvent,
  tellAnswer,
  usesField,
} from 'proofhouse/market';

export default defineRelation({
  kind: 'metamorphic',
  summary: 'A resting order sent in two parts, one behind the other, trades the same lots.',
  needs: ['limit'],
  doesNotVerify:
    'Streams with self-trade prevention, OCO, reduce-only or commands that name the order.',
  async check(subject) {
    const { commands, answers, choices } = subject;
    if (usesField(commands, 'stp', 'oco', 'reduceOnly')) return 'unexamined';
    const at = chooseIndex(
      subject,
      (command, answer) =>
        isPlainLimit(command) &&
        Number(command.quantity) > 1 &&
        onlyAccepted(answer) &&
        !isNamedElsewhere(commands, command.id),
    );
    const maker = at === undefined ? undefined : commands[at];
    if (at === undefined || maker?.op !== 'new') return 'unexamined';
    const first = 1 + choices.below(Number(maker.quantity) - 1);
    const second = { ...maker, id: 'other-half', quantity: String(Number(maker.quantity) - first) };
    const half = { ...maker, quantity: String(first) };
    const other = await subject.run([
      ...commands.slice(0, at),
      half,
      second,
      ...commands.slice(at + 1),
    ]);
    for (const [index, answer] of answers.entries()) {
      if (index === at) continue;
      const expected = tellAnswer(merged(answer, maker.id));
      const received = tellAnswer(merged(other[index < at ? index : index + 1] ?? [], maker.id));
      if (expected !== received) return { seq: index + 1, expected, received };
    }
    return 'holds';
  },
});

/** Events with the second half under the first one's name, and neighbours of one kind as one. */
function merged(answer: Answer, id: string): StreamEvent[] {
  const told: StreamEvent[] = [];
  for (const event of answer) {
    const renamed = mapFields(event, ['id', 'maker', 'taker'], (name) =>
      name === 'other-half' ? id : name,
    );
    const last = told.at(-1);
    if (last && 'quantity' in last && 'quantity' in renamed && alike(last, renamed)) {
      const quantity = String(Number(last.quantity) + Number(renamed.quantity));
      told[told.length - 1] = { ...last, quantity };
    } else told.push(renamed);
  }
  return told;
}

function alike(one: StreamEvent, other: StreamEvent): boolean {
  const same = (event: StreamEvent): string => JSON.stringify({ ...event, quantity: '', seq: 0 });
  return same(one) === same(other);
}
