import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { checkout } from '#kit/checkout.ts';
import { exitCodes } from '#kit/errors.ts';

const readme = readFileSync(path.join(checkout, 'README.md'), 'utf8');
const rows = readme.split('\n').filter((line) => line.startsWith('| '));

test('the README tells every exit code, and no other', () => {
  const told = rows.flatMap((row) => {
    const [, codes = ''] = row.split('|');
    return /^[\d, ]+$/.test(codes) ? codes.split(',').map(Number) : [];
  });
  expect(told).toEqual(Object.values(exitCodes).sort((a, b) => a - b));
});

test('the README tells every command, and no other', () => {
  const told = rows.flatMap((row) => /^\| `(\w+)[^`]*` \|/.exec(row)?.[1] ?? []);
  const files = readdirSync(path.join(checkout, 'src', 'cli', 'commands'));
  const commands = files
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => path.basename(file, '.ts'));
  expect(told.toSorted()).toEqual(commands.toSorted());
});

test('the README fits on two screens', () => {
  expect(readme.trimEnd().split('\n').length).toBeLessThanOrEqual(100);
});
