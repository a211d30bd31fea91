import { describe, expect, test } from 'vitest';
import { sourceFile, type Untidy } from './files.ts';
import { findImportCycle, importProblems, readTable } from './imports.ts';
import { pluginProblems, shapeProblems } from './shape.ts';

/** Planted offenders: a rule that nothing trips would be decoration. */
const table = readTable(`
| level | who | may import | why |
|---|---|---|---|
| 0 | \`src/kit\` | | |
| 1 | \`src/contract\` | \`src/kit\` | |
| 2 | \`src/plan\` \`src/run\` | \`src/kit\` \`src/contract\` | |
| 2 | \`chaos\` | \`proofhouse/contract\` | |
| 2 | \`venues/*/venue.ts\` | \`proofhouse/contract\` | |
| 3 | \`venues/*\` | | |
`);
const covered = ['src/kit/a.ts', 'src/contract/a.ts', 'src/run/a.ts', 'chaos/faults/a.ts'];
const whole = [...covered, 'src/plan/x.ts', 'venues/v/venue.ts', 'venues/v/engine/main.ts'];

const said = (problems: readonly Untidy[]) =>
  problems.map((one) => `${one.path}:${one.line}: ${one.message}`).join('\n');
const imports = (name: string, text: string) =>
  said(
    importProblems(
      [
        ...whole.filter((one) => one !== name).map((one) => sourceFile(one, '')),
        sourceFile(name, text),
      ],
      table,
    ),
  );
const shape = (name: string, text: string) => said(shapeProblems(sourceFile(name, text)));

describe('imports', () => {
  test.each([
    ['src/plan/x.ts', "import { a } from '#kit/a.ts';\nimport fs from 'node:fs';\nimport 'zod';"],
    ['src/plan/x.ts', "import type { A } from './y.ts';"],
    ['src/plan/x.test.ts', "import { a } from '#run/a.ts';"],
    ['chaos/faults/a.ts', "import { a } from 'proofhouse/contract';\nimport b from './b.ts';"],
    ['venues/v/engine/main.ts', "import { a } from '../wire.ts';"],
  ])('%s may: %s', (name, text) => {
    expect(imports(name, text)).toBe('');
  });

  test.each([
    [
      'a folder of its level',
      'src/plan/x.ts',
      "import '#run/a.ts';",
      'src/plan must not import #run',
    ],
    ['a type of it too', 'src/plan/x.ts', "import type { A } from '#run/a.ts';", 'must not import'],
    ['in a function too', 'src/plan/x.ts', "await import('#run/a.ts');", 'must not import #run'],
    [
      'a plugin',
      'src/run/a.ts',
      "import a from '../../chaos/faults/a.ts';",
      'src/run must not import',
    ],
    [
      'another folder by dots',
      'src/plan/x.ts',
      "import '../kit/a.ts';",
      "import '#kit/a.ts' instead",
    ],
    [
      'inside us as a plugin',
      'chaos/faults/a.ts',
      "import '#contract/a.ts';",
      'it may import proofhouse/contract',
    ],
    [
      'another venue',
      'venues/v/engine/main.ts',
      "import '../../w/wire.ts';",
      'may import nothing of ours',
    ],
    [
      'us as a service',
      'venues/v/engine/main.ts',
      "import 'proofhouse/contract';",
      'must not import',
    ],
  ])('%s must not be imported', (_what, name, text, message) => {
    expect(imports(name, text)).toContain(message);
  });

  test('a folder without a row, a row without a file, a row that allows upwards', () => {
    expect(imports('tools/a.ts', '')).toBe(
      'tools/a.ts:1: no row of the import table covers it: add one to ARCHITECTURE.md',
    );
    const stale = importProblems([sourceFile('src/kit/a.ts', '')], table.slice(0, 2));
    expect(said(stale)).toContain('the row of src/contract covers no file: remove it');
    const upwards = [
      { level: 1, who: 'src/kit', mayImport: ['src/run'] },
      { level: 2, who: 'src/run', mayImport: [] },
    ];
    const files = [sourceFile('src/kit/a.ts', ''), sourceFile('src/run/a.ts', '')];
    expect(said(importProblems(files, upwards))).toContain(
      'src/kit (level 1) may not be allowed src/run (level 2)',
    );
  });

  test('a cycle is one at run time only', () => {
    const a = sourceFile('src/kit/a.ts', "import { b } from './b.ts';");
    const back = sourceFile('src/kit/b.ts', "export { a } from '#kit/a.ts';");
    const typed = sourceFile('src/kit/b.ts', "import type { A } from './a.ts';");
    expect(findImportCycle([a, back])).toEqual(['src/kit/a.ts', 'src/kit/b.ts', 'src/kit/a.ts']);
    expect(findImportCycle([a, typed])).toBe(undefined);
  });
});

describe('shape', () => {
  const lines = (count: number) => 'export const a = 1;\n'.repeat(count);
  const body = (count: number) => `export function f() {\n${'  g();\n'.repeat(count - 2)}}\n`;

  test.each([
    ['src/kit/a.ts', lines(400)],
    ['src/kit/a.ts', body(70)],
    ['chaos/faults/a.test.ts', lines(400)],
    ['src/cli/commands/a.ts', lines(400)],
    ['src/kit/a.test.ts', `describe('x', () => {\n${'  g();\n'.repeat(90)}});\n`],
    ['src/kit/a.test.ts', '// Needs a disk that can fail.\ntest.skip("x", f);\n'],
    ['src/kit/a.ts', `const text = '${'x'.repeat(120)}';\n`],
    ['src/kit/a.ts', 'export const skip = list.only;\n'],
    ['vitest.config.ts', 'export default {};\n'],
    ['chaos/faults/a.ts', 'export default {};\n'],
    ['src/market/shared-lots.ts', ''],
  ])('%s is fine as it is', (name, text) => {
    expect(shape(name, text)).toBe('');
  });

  test.each([
    ['a long file', 'src/kit/a.ts', lines(401), '401 lines, the limit is 400'],
    [
      'a long plugin',
      'chaos/faults/a.ts',
      lines(121),
      '121 lines, the limit is 120: move parts into a folder',
    ],
    ['a long function', 'src/kit/a.ts', body(71), 'a function of 71 lines, the limit is 70'],
    [
      'a long arrow',
      'src/kit/a.ts',
      `const f = () => {\n${'g();\n'.repeat(80)}};`,
      'a function of 82 lines',
    ],
    [
      'a long comment line',
      'src/kit/a.ts',
      `// ${'word '.repeat(25)}`,
      'columns, the limit is 100',
    ],
    ['an enum', 'src/kit/a.ts', 'enum A { B }', 'use a union of literals'],
    ['a namespace', 'src/kit/a.ts', 'namespace A { }', 'use a file'],
    ['a kitchen sink', 'src/kit/utils.ts', '', '"utils" says nothing of what is in it'],
    ['a folder of that name', 'src/helpers/a.ts', '', '"helpers" says nothing'],
    ['work left over', 'src/kit/a.ts', `// ${'TO'}${'DO'}: later`, 'do it now, or take it out'],
    [
      'a test that hides others',
      'src/kit/a.test.ts',
      'test.only("x", f);',
      '.only hides other tests',
    ],
    ['a test not written', 'src/kit/a.test.ts', 'describe.todo("x");', '.todo hides'],
    [
      'a skip without reason',
      'src/kit/a.test.ts',
      '\nit.skip("x", f);',
      'needs its reason in a comment',
    ],
    ['a default export', 'src/kit/a.ts', 'export default 1;', 'export by name'],
    ['one of a function', 'src/kit/a.ts', 'export default function f() {}', 'export by name'],
  ])('%s is found', (_what, name, text, message) => {
    expect(shape(name, text)).toContain(message);
  });

  test('a file among plugins without a default export is found', () => {
    const file = sourceFile('chaos/faults/parts.ts', 'export const a = 1;');
    expect(said(pluginProblems(file))).toContain('is a plugin and needs a default export');
    expect(pluginProblems(sourceFile('chaos/faults/a.ts', 'export default {};'))).toEqual([]);
    expect(pluginProblems(sourceFile('chaos/faults/a/parts.ts', ''))).toEqual([]);
  });
});
