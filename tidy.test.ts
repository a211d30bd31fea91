import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readSources, type Untidy } from './tidy/files.ts';
import { findImportCycle, importProblems, readTable } from './tidy/imports.ts';
import { pluginProblems, shapeProblems } from './tidy/shape.ts';

/** The rules of ARCHITECTURE.md and CONTRIBUTING.md, as far as a machine can read them. */
const root = import.meta.dirname;
const files = readSources(root);
const table = readTable(readFileSync(path.join(root, 'ARCHITECTURE.md'), 'utf8'));

function expectTidy(problems: readonly Untidy[]): void {
  const told = problems.map((one) => `${one.path}:${one.line}: ${one.message}`);
  expect(told.join('\n')).toBe('');
}

test('there is something to look at', () => {
  expect(files.length).toBeGreaterThan(100);
  expect(table.length).toBeGreaterThan(10);
});

test('everyone imports only what the table of ARCHITECTURE.md allows', () => {
  expectTidy(importProblems(files, table));
});

test('no file imports itself at run time, by whatever way', () => {
  expect(findImportCycle(files)?.join(' -> ')).toBe(undefined);
});

test('files, functions and lines keep their limits, and nothing that is banned is used', () => {
  expectTidy(files.flatMap(shapeProblems));
});

test('every file in a folder of plugins is one', () => {
  expectTidy(files.flatMap(pluginProblems));
});
