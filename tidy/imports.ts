import path from 'node:path';
import { type Import, importsOf, isTest, type SourceFile, type Untidy } from './files.ts';

/** A row of the import table in ARCHITECTURE.md. */
export interface Row {
  readonly level: number;
  /** A folder or file; `*` stands for one name. */
  readonly who: string;
  readonly mayImport: readonly string[];
}

/** Reads the table: | level | who (in backticks) | may import (in backticks) | … | */
export function readTable(markdown: string): Row[] {
  return markdown.split('\n').flatMap((line): Row[] => {
    const cells = line.split('|').map((cell) => cell.trim());
    const [, level = '', who = '', mayImport = ''] = cells;
    if (!/^\d$/.test(level)) return [];
    const quoted = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name!);
    return quoted(who).map((name) => ({
      level: Number(level),
      who: name,
      mayImport: quoted(mayImport),
    }));
  });
}

/**
 * Imports that the table does not allow, files outside it, and rows that nothing needs any more.
 */
export function importProblems(files: readonly SourceFile[], table: readonly Row[]): Untidy[] {
  const used = new Set<Row>();
  const problems = files.flatMap((file): Untidy[] => {
    if (!file.path.includes('/')) return [];
    const row = rowOf(file.path, table);
    if (row === undefined && isTest(file.path)) return [];
    if (row === undefined) {
      const message = 'no row of the import table covers it: add one to ARCHITECTURE.md';
      return [{ path: file.path, line: 1, message }];
    }
    used.add(row);
    if (isTest(file.path)) return [];
    return importsOf(file).flatMap((one) => importProblem(file, one, row, table));
  });
  const stale = table.filter((row) => !used.has(row));
  return [
    ...problems,
    ...table.flatMap((row) => levelProblems(row, table)),
    ...stale.map(({ who }) => ({
      path: 'ARCHITECTURE.md',
      line: 1,
      message: `the row of ${who} covers no file: remove it, or add the folder`,
    })),
  ];
}

function importProblem(
  file: SourceFile,
  { specifier, line }: Import,
  row: Row,
  table: readonly Row[],
): Untidy[] {
  const target = targetOf(file.path, specifier);
  if (target === undefined) return [];
  const own = prefixOf(file.path, row);
  const relative = specifier.startsWith('.');
  if (target === own || target.startsWith(`${own}/`)) return [];
  if (relative && file.path.startsWith('src/') && target.startsWith('src/')) {
    const alias = target.replace(/^src\//, '#').replace('#catalogue.ts', '#catalogue');
    return [{ path: file.path, line, message: `leaves its folder: import '${alias}' instead` }];
  }
  // Plugins know us by the package's name alone, so that they can be copied into another project.
  const named = specifier.startsWith('proofhouse/') ? specifier : rowOf(target, table)?.who;
  if (named !== undefined && row.mayImport.includes(named)) return [];
  const allowed = row.mayImport.join(', ') || 'nothing of ours';
  const message = `${row.who} must not import ${specifier} (it may import ${allowed}): move what both need to a lower level, or pass it in`;
  return [{ path: file.path, line, message }];
}

/** A row may only allow lower levels: otherwise the table itself is wrong. */
function levelProblems({ level, who, mayImport }: Row, table: readonly Row[]): Untidy[] {
  return mayImport.flatMap((name): Untidy[] => {
    if (name.startsWith('proofhouse/')) return [];
    const other = table.find((row) => row.who === name);
    if (other !== undefined && other.level < level) return [];
    const message = other
      ? `${who} (level ${level}) may not be allowed ${name} (level ${other.level})`
      : `the row of ${who} allows ${name}, which has no row`;
    return [{ path: 'ARCHITECTURE.md', line: 1, message: `${message}: mend the table` }];
  });
}

/** The repository's file or folder that a specifier means; undefined for Node and npm. */
function targetOf(from: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) {
    return path.posix.normalize(path.posix.join(path.posix.dirname(from), specifier));
  }
  if (specifier === '#catalogue') return 'src/catalogue.ts';
  if (specifier.startsWith('#')) return `src/${specifier.slice(1)}`;
  return specifier.startsWith('proofhouse/') ? `src/${specifier.slice(11)}` : undefined;
}

/** The most particular row that covers a path. */
function rowOf(name: string, table: readonly Row[]): Row | undefined {
  return table
    .filter((row) => prefixOf(name, row) !== '')
    .sort((a, b) => b.who.split('/').length - a.who.split('/').length)[0];
}

/** The part of a path that a row covers; empty if it does not. */
function prefixOf(name: string, { who }: Row): string {
  const pattern = who.replaceAll('.', '\\.').replaceAll('*', '[^/]+');
  return new RegExp(`^${pattern}(?=/|$)`).exec(name)?.[0] ?? '';
}

/** Files that import each other at run time, as a chain that ends where it began. */
export function findImportCycle(files: readonly SourceFile[]): string[] | undefined {
  const edges = new Map<string, string[]>();
  for (const file of files) {
    const targets = importsOf(file)
      .filter((one) => one.atRunTime)
      .flatMap((one) => targetOf(file.path, one.specifier) ?? []);
    edges.set(file.path, targets);
  }
  const done = new Set<string>();
  const visit = (node: string, trail: readonly string[]): string[] | undefined => {
    const at = trail.indexOf(node);
    if (at >= 0) return [...trail.slice(at), node];
    if (done.has(node)) return undefined;
    for (const next of edges.get(node) ?? []) {
      const cycle = visit(next, [...trail, node]);
      if (cycle !== undefined) return cycle;
    }
    done.add(node);
    return undefined;
  };
  for (const node of edges.keys()) {
    const cycle = visit(node, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}
