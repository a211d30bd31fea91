import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { type Defect, type DefectName, defects, parseDefects } from './defects.ts';

const names = Object.keys(defects) as DefectName[];

test('nothing is planted unless it is named', () => {
  const none = parseDefects('');
  expect(names.filter((name) => none.has(name) || none.argument(name) !== 0)).toEqual([]);
});

test('a named defect is planted alone, with its argument', () => {
  const planted = parseDefects('lose-ack:17,split-brain');
  expect(names.filter((name) => planted.has(name)).sort()).toEqual(['lose-ack', 'split-brain']);
  expect(planted.argument('lose-ack')).toBe(17);
  expect(parseDefects('lose-ack').argument('lose-ack')).toBe(1);
});

test.each(['lose-acks', 'lose-ack:many', 'split-brain:1', 'lose-ack:1:2', 'toString'])(
  'a typo plants nothing and is refused: %s',
  (text) => expect(() => parseDefects(text)).toThrow(/DEFECTS/),
);

test.each(names)('%s is where the table says', (name) => {
  const { where, roles }: Defect = defects[name];
  expect(roles.length).toBeGreaterThan(0);
  for (const file of where.split(', ')) {
    const source = fs.readFileSync(path.join(import.meta.dirname, file), 'utf8');
    expect(source.includes(name), `${name} in ${file}`).toBe(true);
  }
});
