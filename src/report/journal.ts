import { milliseconds } from '#contract/figures.ts';
import { printable } from '#kit/sanitize.ts';
import { beside, type Colour, paint, type TerminalStream, textWidth } from './layout.ts';

/** A line of the journal, or of whoever healed in the harness's place. */
export interface JournalRow {
  readonly wallMs: number;
  readonly fault: string;
  readonly state: string;
  /** What the line says beside it: steps, deadline, reason. */
  readonly texts: readonly string[];
}

const colours: Readonly<Record<string, Colour>> = {
  active: 'red',
  failed: 'red',
  healed: 'green',
  verified: 'green',
  guardian: 'yellow',
};

/** The journal as people read it: each line so long after the first, oldest first. */
export function describeJournal(rows: readonly JournalRow[], stream: TerminalStream): string {
  const ordered = rows.toSorted((a, b) => a.wallMs - b.wallMs);
  const [first] = ordered;
  if (first === undefined) return 'Nothing was armed: the journal has no line.';
  const faultWidth = Math.max(...ordered.map(({ fault }) => printable(fault).length)) + 2;
  const began = `began ${new Date(first.wallMs).toISOString()}`;
  const lines = ordered.flatMap(({ wallMs, fault, state, texts }) => {
    const after = `+${milliseconds(Math.max(0, wallMs - first.wallMs))}`.padEnd(11);
    const name = printable(fault).padEnd(faultWidth);
    const word = printable(state).padEnd(10);
    const label = `${after}${name}${paint(stream, colours[state] ?? 'dim', word)}`;
    return beside(label, printable(texts.join('; ')), 21 + faultWidth, textWidth(stream));
  });
  return [began, ...lines.map((line) => line.trimEnd())].join('\n');
}
