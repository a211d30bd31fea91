import { describe, expect, test } from 'vitest';
import { loadPlugins } from '#catalogue';
import { defaultConventions } from '#market/conventions.ts';
import { judgeStream } from '#market/evidence/judge-stream.ts';
import type { PropertyPlugin } from '#market/evidence/property.ts';
import { parseShortHand } from '#market/evidence/short-hand.ts';

const properties = await loadPlugins<PropertyPlugin>('property');
const invariants = [...properties].flatMap(([name, one]) =>
  one.kind === 'invariant' ? [[name, one] as const] : [],
);

describe.each(invariants)('%s', (name, invariant) => {
  test.each(invariant.examples.map((one) => [one.name, one] as const))('%s', (_, example) => {
    const context = { conventions: defaultConventions, instruments: undefined };
    const judge = judgeStream(new Map([[name, invariant]]), context);
    for (const [command, events] of parseShortHand(example.stream)) judge.see(command, events);
    expect(judge.breaches.length === 0, JSON.stringify(judge.breaches)).toBe(example.passes);
  });

  test('has an example that passes and one that fails', () => {
    const outcomes = invariant.examples.map((example) => example.passes);
    expect(outcomes).toContain(true);
    expect(outcomes).toContain(false);
  });
});

test('every property says what it is and what it does not verify', () => {
  for (const [name, one] of properties) {
    expect(one.summary, name).toMatch(/\.$/);
    expect(one.doesNotVerify, name).toMatch(/\.$/);
  }
});
