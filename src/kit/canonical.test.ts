import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson, digestOf } from './canonical.ts';

test('the order in which members were written does not matter, the order of items does', () => {
  expect(canonicalJson({ b: 1, a: [2, { d: null, c: 'é"' }] })).toBe(
    '{"a":[2,{"c":"é\\"","d":null}],"b":1}',
  );
  expect(digestOf({ a: 1, b: 2 })).toBe(digestOf({ b: 2, a: 1, c: undefined }));
  expect(digestOf([1, 2])).not.toBe(digestOf([2, 1]));
});

test('what JSON cannot hold is refused instead of becoming null', () => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, undefined, () => 0]) {
    expect(() => canonicalJson({ list: [value] })).toThrow(TypeError);
  }
});

test('any JSON value comes back equal', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value);
      expect(canonicalJson(JSON.parse(text))).toBe(text);
    }),
  );
});
