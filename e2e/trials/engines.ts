import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { checkout } from '#kit/checkout.ts';
import { breakableCommand } from './breakable-subject.ts';

/** A real engine on trial, feature by feature, so that one difference does not hide the next. */
export interface TriedEngine {
  readonly name: string;
  readonly command: string;
  /** Each entry is tried alone: the features its streams are drawn from. */
  readonly features: readonly (readonly string[])[];
  /** Why it cannot be tried here, with the cure; undefined where it can. */
  readonly skip: string | undefined;
  readonly about: string;
}

function python(): string {
  return process.env.PROOFHOUSE_PYTHON ?? 'python3';
}

function inVenues(file: string): string {
  return `'${path.join(checkout, 'venues', file)}'`;
}

function node(file: string, ...args: string[]): string {
  return [`'${process.execPath}'`, inVenues(file), ...args].join(' ');
}

function missingPython(module: string, cure: string): string | undefined {
  const { status } = spawnSync(python(), ['-c', `import ${module}`], { stdio: 'ignore' });
  return status === 0 ? undefined : `Python cannot import ${module}; ${cure}`;
}

export function triedEngines(): TriedEngine[] {
  const reference = 'reference/engine/main.ts';
  return [
    {
      name: 'nodejs-order-book',
      command: node('engines/nodejs-order-book.ts'),
      features: [
        ['limit'],
        ['limit', 'ioc'],
        ['limit', 'fok'],
        ['limit', 'market'],
        ['limit', 'post-only'],
        ['limit', 'replace'],
      ],
      skip: undefined,
      about: 'The npm package nodejs-order-book, behind `venues/engines/nodejs-order-book.ts`.',
    },
    {
      name: 'fastlob',
      command: `${python()} ${inVenues('engines/fastlob_stream.py')}`,
      features: [['limit'], ['limit', 'fok'], ['limit', 'reduce']],
      skip: missingPython('fastlob', 'pip install fastlob==0.0.24 (PROOFHOUSE_PYTHON names it)'),
      about: 'The PyPI package fastlob, behind `venues/engines/fastlob_stream.py`.',
    },
    {
      name: 'example',
      command: `${python()} ${inVenues('engines/example.py')}`,
      features: [['limit'], ['limit', 'ioc']],
      skip: missingPython('json', 'install Python 3'),
      about: 'The sixty lines to copy, `venues/engines/example.py`.',
    },
    {
      name: 'reference',
      command: node(reference, '--stream'),
      features: [['limit', 'ioc', 'symbols']],
      skip: existsSync(path.join(checkout, 'venues', reference)) ? undefined : 'it is not there',
      about: "The reference venue's engine.",
    },
    {
      name: 'breakable, replace loses priority',
      command: breakableCommand('--habit', 'replacePriority=lose'),
      features: [['limit', 'replace']],
      skip: undefined,
      about: 'Our own engine behaving by another convention than it declares: not a bug.',
    },
  ];
}
