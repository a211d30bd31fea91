import { SaxesParser } from 'saxes';
import { describe, expect, test } from 'vitest';
import type { RunReport, VerdictWord } from '#contract/run.ts';
import { broken, examples, inconclusive, passed, violated } from './examples/runs.ts';
import { withTexts } from './examples/variants.ts';
import { junitXml } from './junit.ts';

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly parent: Element | undefined;
}

/** Reads with a strict XML 1.0 parser, which throws on the first thing that is not XML. */
function elements(xml: string): Element[] {
  const found: Element[] = [];
  const open: Element[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', (tag) => {
    const attributes = tag.attributes as Record<string, string>;
    const element = { name: tag.name, attributes, parent: open.at(-1) };
    found.push(element);
    open.push(element);
  });
  parser.on('closetag', () => open.pop());
  parser.write(xml).close();
  return found;
}

const named = (xml: string, name: string) => elements(xml).filter((one) => one.name === name);
const result = (xml: string, test: string) =>
  elements(xml).find(({ parent }) => parent?.attributes.name === test);

describe.each(Object.entries(examples))('junit.xml of the run that %s', (_name, run) => {
  const xml = junitXml(run);

  test('is XML whose totals are the totals of what stands in it', () => {
    const [suite] = named(xml, 'testsuite');
    expect(suite?.attributes).toMatchObject({
      tests: String(named(xml, 'testcase').length),
      failures: String(named(xml, 'failure').length),
      errors: String(named(xml, 'error').length),
      skipped: String(named(xml, 'skipped').length),
      time: (run.durationMs / 1000).toFixed(3),
    });
    expect(xml).not.toMatch(/\b(?:undefined|NaN|Infinity|null)\b|\[object/);
  });

  test('names run, seed and commit, and each check once', () => {
    const properties = Object.fromEntries(
      named(xml, 'property').map(({ attributes }) => [attributes.name, attributes.value]),
    );
    expect(properties).toMatchObject({
      run: run.id,
      seed: String(run.seed),
      commit: run.venue.commit,
    });
    const tests = named(xml, 'testcase').map(({ attributes }) => attributes.name);
    expect(new Set(tests).size).toBe(tests.length);
    for (const check of run.checks) expect(tests).toContain(check.id);
  });
});

test.each<[VerdictWord, string, string]>([
  ['VIOLATION', 'failure', 'VIOLATION'],
  ['FAIL', 'failure', 'FAIL'],
  ['BROKEN', 'error', 'broken'],
  ['INCONCLUSIVE', 'error', 'inconclusive'],
  ['STOPPED', 'error', 'inconclusive'],
])('%s makes the verdict a %s of type %s', (verdict, element, type) => {
  const xml = junitXml({ ...passed, verdict });
  expect(result(xml, 'verdict')).toMatchObject({ name: element, attributes: { type } });
});

test('a pass with residue is red, a pass without has neither failure nor error', () => {
  const dirty: RunReport = { ...passed, residue: 'dirty', residues: ['process 7 still runs'] };
  expect(result(junitXml(dirty), 'verdict')).toMatchObject({
    name: 'failure',
    attributes: { type: 'residue' },
  });
  expect([...named(junitXml(passed), 'failure'), ...named(junitXml(passed), 'error')]).toEqual([]);
});

test('a failed safety check is a failure, an unknown one an error, a skipped one skipped', () => {
  expect(result(junitXml(violated), 'reads-agree')).toMatchObject({
    name: 'failure',
    attributes: { type: 'VIOLATION' },
  });
  expect(result(junitXml(inconclusive), 'standby-took-over')).toMatchObject({
    name: 'error',
    attributes: { type: 'inconclusive' },
  });
  const [first] = broken.checks;
  const skipped: RunReport = { ...broken, checks: [{ ...first!, outcome: 'skipped' }] };
  expect(result(junitXml(skipped), first!.id)?.name).toBe('skipped');
});

test.each([
  ']]><failure/>',
  '" type="x"/><!--',
  '&lol; &#0; \u0000\u0008\u000b\ufffe\uffff',
  'half \ud800 pair',
])('a hostile text is text: %j', (payload) => {
  const xml = junitXml(withTexts(violated, (place) => `${payload}${place}`));
  const names = (text: string) => elements(text).map(({ name }) => name);
  expect(names(xml)).toEqual(names(junitXml(violated)));
});
