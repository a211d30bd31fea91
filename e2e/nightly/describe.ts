import { execFileSync } from 'node:child_process';
import { cpus, release, totalmem, type } from 'node:os';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly kernel: string;
  readonly node: string;
  /** The commit, with a plus if files differ from it. */
  readonly commit: string;
}

/**
 * The machine and the code that figures were measured with; figures of two of them do not compare.
 */
export function machineOf(root: string): Machine {
  const git = (...args: string[]) => {
    try {
      return execFileSync('git', ['-C', root, ...args], { encoding: 'utf8' }).trim();
    } catch {
      return '';
    }
  };
  const changed = git('status', '--porcelain', '--untracked-files=no') === '' ? '' : '+';
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: `${type()} ${release()}`,
    node: process.version,
    commit: `${git('rev-parse', '--short=12', 'HEAD') || 'unknown'}${changed}`,
  };
}

/** The result of an area as a page. */
export function describeArea(told: {
  readonly name: string;
  readonly seed: number;
  readonly finished: boolean;
  readonly passed: number;
  readonly failed: number;
  readonly figures: Readonly<Record<string, unknown>>;
  readonly startedAt: Date;
  readonly spentMs: number;
  readonly machine: Machine;
}): string {
  const { machine } = told;
  const rows: [string, unknown][] = [
    ['date', told.startedAt.toISOString().slice(0, 16).replace('T', ' ')],
    ['seed', told.seed],
    ['time spent', `${(told.spentMs / 60_000).toFixed(1)} min`],
    ['finished', told.finished ? 'yes' : 'no: it goes on with the next call'],
    ['machine', `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB`],
    ['kernel, Node', `${machine.kernel}, ${machine.node}`],
    ['commit', machine.commit],
    ['passed', told.passed],
    ['failed', told.failed],
  ];
  const lists: string[] = [];
  for (const [name, value] of Object.entries(told.figures)) {
    if (!Array.isArray(value)) rows.push([name, value]);
    else lists.push('', `## ${name}`, '', ...listOf(value));
  }
  return [
    `# Nightly: ${told.name}`,
    '',
    `Written by \`npm run nightly -- ${told.name}\`.`,
    '',
    '| | |',
    '|---|---|',
    ...rows.map(([name, value]) => `| ${name} | ${cell(value)} |`),
    ...lists,
    '',
  ].join('\n');
}

function listOf(values: readonly unknown[]): string[] {
  return values.length === 0 ? ['None.'] : values.map((value) => `- ${cell(value)}`);
}

function cell(value: unknown): string {
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
