import type { Machine } from '../nightly/describe.ts';
import { type Row, sayAim, sayValues } from './row.ts';

/** What another bench printed, as it printed it. */
export interface Printed {
  readonly name: string;
  readonly text: string;
}

/** docs/bench.md: figures with the machine, the day and the commit they belong to. */
export function benchPage(told: {
  readonly repeats: number;
  readonly date: string;
  readonly machine: Machine;
  readonly busy: string;
  readonly rows: readonly Row[];
  readonly printed: readonly Printed[];
}): string {
  const { machine, repeats } = told;
  return [
    '# Bench',
    '',
    'Written by `npm run bench`. Figures of other machines, days or commits do not compare.',
    '',
    `- Date: ${told.date}; commit ${machine.commit}; Node ${machine.node}`,
    `- Machine: ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.kernel}`,
    `- Load average when it began: ${told.busy}`,
    '',
    `Minimum / median / maximum of ${repeats}, each in turns with what stands beside it.`,
    '',
    '| What | Measured | Beside it | Aim for the median |',
    '|---|---|---|---|',
    ...told.rows.map(
      (row) =>
        `| ${row.name} | ${sayValues(row.values, row.unit)} | ${besideOf(row)} | ${sayAim(row)} |`,
    ),
    ...told.printed.flatMap(({ name, text }) => [
      '',
      `## ${name}`,
      '',
      '```text',
      text.trimEnd(),
      '```',
    ]),
    '',
  ].join('\n');
}

function besideOf({ beside, unit }: Row): string {
  return beside === undefined ? '' : `${beside.name}: ${sayValues(beside.values, unit)}`;
}
