import { glob, stat } from 'node:fs/promises';
import path from 'node:path';
import { exitCodes, messageOf, ProofhouseError } from '#kit/errors.ts';
import { suggest } from '#kit/suggest.ts';

const inFolders = '**/*.{yaml,yml}';

/**
 * The files that patterns name: files, folders (all scenarios below them) and globs; each once, in
 * order. An empty selection is an error: a gate that ran nothing must not be green.
 */
export async function selectFiles(patterns: readonly string[]): Promise<string[]> {
  const files = new Set<string>();
  for (const pattern of patterns) {
    const found = await filesOf(pattern);
    for (const file of found) files.add(shortest(file));
    if (found.length === 0) throw await nothingFound(pattern);
  }
  if (files.size > 0) return [...files];
  throw new ProofhouseError('No scenario was named.', {
    code: 'empty-selection',
    exitCode: exitCodes.usage,
    cure: 'Name scenario files, folders or globs, e.g. scenarios/leader-killed.yaml.',
  });
}

/**
 * Relative below the working folder, so that reports read the same everywhere; absolute elsewhere.
 */
function shortest(file: string): string {
  const relative = path.relative('', file);
  return relative.startsWith('..') ? path.resolve(file) : relative;
}

async function filesOf(pattern: string): Promise<string[]> {
  const kind = await stat(pattern).catch(() => undefined);
  if (kind?.isFile()) return [pattern];
  if (kind?.isDirectory()) return globbed(path.join(pattern, inFolders));
  return globbed(pattern);
}

async function globbed(pattern: string): Promise<string[]> {
  const files: string[] = [];
  try {
    for await (const file of glob(pattern)) {
      if ((await stat(file)).isFile()) files.push(file);
    }
  } catch (thrown) {
    throw new ProofhouseError(`"${pattern}" is no pattern: ${messageOf(thrown)}`, {
      code: 'empty-selection',
      exitCode: exitCodes.usage,
      cure: 'Name files, folders, or globs such as scenarios/*.yaml.',
    });
  }
  return files.sort();
}

async function nothingFound(pattern: string): Promise<ProofhouseError> {
  const near = suggest(path.basename(pattern, '.yaml'), await scenarioIds());
  const meant = near === undefined ? '' : ` Did you mean scenarios/${near}.yaml?`;
  const absolute = path.resolve(pattern);
  return new ProofhouseError(`Nothing matches ${pattern} (looked for ${absolute}).`, {
    code: 'empty-selection',
    exitCode: exitCodes.usage,
    cure: `Name a scenario file, a folder with *.yaml files, or a glob.${meant}`,
  });
}

async function scenarioIds(): Promise<string[]> {
  const files = await globbed('scenarios/**/*.yaml').catch(() => []);
  return files.map((file) => path.basename(file, '.yaml'));
}
