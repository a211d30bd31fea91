import { tellAnswer } from '#market/evidence/compare.ts';
import { commandShortHand } from '#market/evidence/short-hand.ts';
import type { Finding } from './trial.ts';

/** Columns are cut here; the whole lines are in the reproduction file. Characters. */
const columnMax = 60;
/** Longer streams show their beginning and the commands around the failure. */
const rowsMax = 40;

export interface TableRow {
  readonly seq: number;
  readonly command: string;
  readonly expected: string;
  readonly received: string;
  readonly differs: boolean;
}

/** The counterexample as rows: command, expected, got. */
export function tableOf(finding: Finding): TableRow[] {
  const { broken, drawn, answers } = finding;
  return drawn.commands.map((command, index) => {
    const seq = index + 1;
    const differs = seq === broken.seq;
    const received = tellAnswer(answers.events[index]);
    return {
      seq,
      command: commandShortHand(command),
      expected: differs ? broken.expected : received,
      received: differs ? broken.received : received,
      differs,
    };
  });
}

/** The table as text; the row that matters is marked. */
export function renderTable(finding: Finding): string {
  const rows = tableOf(finding);
  const shown = rows.length <= rowsMax ? rows : [...rows.slice(0, 3), ...rows.slice(-rowsMax + 3)];
  const lines = shown.map((row) => {
    const cells = [String(row.seq), row.command, row.expected, row.received].map(cut);
    return [row.differs ? '>' : ' ', ...cells] as const;
  });
  const all = [[' ', '#', 'command', 'expected', 'got'] as const, ...lines];
  const widths = [1, 2, 3, 4].map((column) => Math.max(...all.map((row) => row[column]!.length)));
  const text = all.map(([mark, ...cells]) =>
    `${mark} ${cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ')}`.trimEnd(),
  );
  if (shown.length < rows.length) text.splice(4, 0, `  … ${rows.length - shown.length} commands`);
  const { broken } = finding;
  if (!rows.some((row) => row.differs)) {
    text.push(`  over the whole stream: expected ${broken.expected}, got ${broken.received}`);
  }
  return text.join('\n');
}

function cut(text: string): string {
  return text.length > columnMax ? `${text.slice(0, columnMax - 1)}…` : text;
}

/** How long the streams were: median, quartiles and a bar a power of two. */
export function renderLengths(lengths: readonly number[]): string {
  if (lengths.length === 0) return 'no stream';
  const sorted = lengths.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] as number;
  const buckets = new Map<number, number>();
  for (const length of lengths) {
    const bucket = 2 ** Math.floor(Math.log2(length));
    buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1);
  }
  const parts = [...buckets]
    .sort(([a], [b]) => a - b)
    .map(([bucket, count]) => `${bucket === 1 ? '1' : `${bucket}+`}: ${count}`);
  const spread = `${at(0)} to ${at(1)} commands, median ${at(0.5)}, quartiles ${at(0.25)} and ${at(0.75)}`;
  return `${spread} (${parts.join(', ')})`;
}
