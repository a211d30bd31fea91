import path from 'node:path';
import { checkout } from '#kit/checkout.ts';
import type { Command, Hello, StreamEvent } from '#market/stream/schema.ts';
import { engineLimits } from '#trial/engine-process.ts';
import { engineSubject } from '#trial/engine-subject.ts';
import { inProcessSubject } from '#trial/in-process.ts';
import type { Subject } from '#trial/subject.ts';
import { apply } from '../../venues/breakable/engine/apply.ts';
import {
  type CommandLine,
  createEngine,
  type Habits,
} from '../../venues/breakable/engine/state.ts';
import { hello } from '../../venues/breakable/hello.ts';
import { type MutantName, processMutants } from '../../venues/breakable/mutants.ts';

/** The command line of the breakable engine with the arguments given. */
export function breakableCommand(...args: string[]): string {
  const main = path.join(checkout, 'venues/breakable/main.ts');
  return [process.execPath, main, ...args].map((part) => `'${part}'`).join(' ');
}

/** The breakable engine, in this process unless its bug would take us down with it. */
export async function breakableSubject(
  mutant: MutantName | '' = '',
  habits: Partial<Habits> = {},
): Promise<Subject> {
  if (mutant !== '' && processMutants.includes(mutant)) {
    const command = breakableCommand('--mutant', mutant);
    return engineSubject(command, { ...engineLimits, silenceMsMax: 1_000 });
  }
  return inProcessSubject('breakable', hello as unknown as Hello, () => {
    const engine = createEngine(mutant, habits);
    return (command: Command) =>
      apply(engine, command as CommandLine) as unknown as readonly StreamEvent[];
  });
}
