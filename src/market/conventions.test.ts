import { expect, test } from 'vitest';
import {
  completeConventions,
  conventionNames,
  conventions,
  conventionsSchema,
  defaultConventions,
  flippedConventions,
} from './conventions.ts';
import { parseProfile } from './profile.ts';

test('the schema names exactly the conventions of the table, with exactly their values', () => {
  expect(Object.keys(conventionsSchema.shape).sort()).toEqual([...conventionNames].sort());
  for (const name of conventionNames) {
    for (const value of conventions[name].values) {
      expect(conventionsSchema.safeParse({ [name]: value }).success).toBe(true);
    }
    expect(conventionsSchema.safeParse({ [name]: 'something else' }).success).toBe(false);
  }
});

test('what is not declared has the first value of its list', () => {
  const complete = completeConventions({ idReuse: 'once-dead' });
  expect(complete).toEqual({ ...defaultConventions, idReuse: 'once-dead' });
});

test('flipping changes exactly one entry each time', () => {
  const count = conventionNames.reduce((sum, name) => sum + conventions[name].values.length - 1, 0);
  const flipped = flippedConventions(defaultConventions);
  expect(flipped).toHaveLength(count);
  for (const { name, conventions: changed } of flipped) {
    const different = conventionNames.filter((each) => changed[each] !== defaultConventions[each]);
    expect(different).toEqual([name]);
  }
});

test('a profile is an object of conventions, or the hello of an engine', () => {
  const instruments = [{ symbol: 'X', tick: '5' }];
  const plain = JSON.stringify({ postOnly: 'slide', instruments });
  expect(parseProfile(plain, 'f')).toEqual({ conventions: { postOnly: 'slide' }, instruments });
  const hello = { engine: 'e', version: '1', protocol: 1, conventions: {}, capabilities: [] };
  expect(parseProfile(JSON.stringify({ hello }), 'f').conventions).toEqual({});
  expect(() => parseProfile('{"postOnly":"jump"}', 'f.json')).toThrow(/^f\.json: .*postOnly/s);
  expect(() => parseProfile('nothing', 'f.json')).toThrow(/one JSON object/);
});
