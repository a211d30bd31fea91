import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { apply } from './engine/apply.ts';
import { linesOf } from './engine/lines.ts';
import { type CommandLine, createEngine, type Habits } from './engine/state.ts';
import { type MutantName, mutantNames } from './mutants.ts';

/** An order book that speaks the stream on stdin and stdout, with one bug of your choice. */
const { values } = parseArgs({
  options: {
    mutant: { type: 'string', default: '' },
    habit: { type: 'string', multiple: true, default: [] },
    'list-mutants': { type: 'boolean', default: false },
  },
});
if (values['list-mutants']) {
  process.stdout.write(`${mutantNames.join('\n')}\n`);
  process.exit(0);
}
if (values.mutant !== '' && !mutantNames.includes(values.mutant as MutantName)) {
  process.stderr.write(`There is no mutant "${values.mutant}"; see --list-mutants.\n`);
  process.exit(64);
}

const habits = Object.fromEntries(
  values.habit.map((text) => {
    const [name = '', value = ''] = text.split('=');
    return [name, value === 'false' ? false : value];
  }),
) as Partial<Habits>;
const engine = createEngine(values.mutant as MutantName | '', habits);
process.stdout.write(`${JSON.stringify({ hello: (await import('./hello.ts')).hello })}\n`);

for await (const line of linesOf(engine, process.stdin)) {
  const events = apply(engine, JSON.parse(line) as CommandLine);
  const lines = events.map((event) => JSON.stringify(event));
  if (engine.garbage) lines.splice(-1, 0, '*** order refused, see log ***');
  engine.garbage = false;
  if (!process.stdout.write(`${lines.join('\n')}\n`)) await once(process.stdout, 'drain');
}
