import { createHash } from 'node:crypto';
import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import { describe, expect, test } from 'vitest';
import { runReportSchema } from '#report/run-schema.ts';
import { examples, passed, violated } from './examples/runs.ts';
import { blinded, enlarged, withTexts } from './examples/variants.ts';
import { page } from './html/page.ts';
import { timelineScript } from './html/scripts.ts';
import { style } from './html/style.ts';
import { timelineStyle } from './html/timeline/style.ts';

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

interface Read {
  readonly errors: readonly string[];
  readonly elements: readonly Element[];
  readonly text: string;
}

function read(source: string): Read {
  const errors: string[] = [];
  const document = parse(source, { onParseError: ({ code }) => errors.push(code) });
  const elements: Element[] = [];
  let text = '';
  const walk = (node: Node): void => {
    if (node.nodeName === '#text') text += (node as DefaultTreeAdapterTypes.TextNode).value;
    if ('tagName' in node) elements.push(node);
    if ('tagName' in node && (node.tagName === 'style' || node.tagName === 'script')) return;
    if ('childNodes' in node) for (const child of node.childNodes) walk(child);
  };
  walk(document);
  return { errors, elements, text };
}

const pageStyle = style + timelineStyle;
const attribute = (element: Element | undefined, name: string) =>
  element?.attrs.find((one) => one.name === name)?.value;
const named = (read: Read, tag: string) => read.elements.filter(({ tagName }) => tagName === tag);

describe.each(Object.entries(examples))('page of the run that %s', (_name, run) => {
  const source = page(run);
  const seen = read(source);

  test('is well-formed HTML that says verdict, repetition and nothing unreadable', () => {
    expect(seen.errors).toEqual([]);
    expect(seen.text).toContain(run.verdict);
    expect(seen.text).toContain(run.reproduce);
    for (const reason of run.reasons) expect(seen.text.replaceAll('\u00a0', ' ')).toContain(reason);
    expect(said(seen)).not.toMatch(unreadable);
  });

  test('loads nothing and runs only what is ours, by its policy and by what stands in it', () => {
    const policy = attribute(
      named(seen, 'meta').find((meta) => attribute(meta, 'http-equiv')),
      'content',
    );
    const [script, style] = [timelineScript(), pageStyle].map(
      (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
    );
    expect(policy).toBe(
      `default-src 'none'; style-src ${style}; script-src ${script}; base-uri 'none'; form-action 'none'`,
    );
    const scripts = named(seen, 'script').map((one) => one.attrs.map(({ value }) => value));
    expect(scripts).toEqual([['application/json', 'timeline-data'], []]);
    expectHarmless(seen);
  });

  test('has one title, headings in order, and labels on what can be scrolled', () => {
    const titles = named(seen, 'title').filter(({ parentNode }) => parentNode?.nodeName === 'head');
    expect(titles).toHaveLength(1);
    expect(named(seen, 'h1')).toHaveLength(1);
    const regions = seen.elements.filter((element) => attribute(element, 'tabindex') === '0');
    for (const region of regions) expect(attribute(region, 'aria-label')).toBeTruthy();
    const ids = seen.elements.flatMap((element) => attribute(element, 'id') ?? []);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

/** Nothing that could bring in or start anything, and links only to what is there. */
function expectHarmless(seen: Read): void {
  for (const tag of ['img', 'link', 'iframe', 'object', 'form', 'base']) {
    expect(named(seen, tag), tag).toEqual([]);
  }
  const names = seen.elements.flatMap(({ attrs }) => attrs.map(({ name }) => name));
  expect(names.filter((name) => name.startsWith('on') || name === 'style')).toEqual([]);
  const ids = new Set(seen.elements.map((element) => attribute(element, 'id')));
  const links = named(seen, 'a').map((link) => attribute(link, 'href') ?? '');
  expect(links.filter((href) => href !== 'run.json' && !ids.has(href.slice(1)))).toEqual([]);
}

/** All that a reader sees or is read out. */
function said({ text, elements }: Read): string {
  return [text, ...elements.flatMap(({ attrs }) => attrs.map(({ value }) => value))].join('\n');
}

const unreadable = /\b(?:undefined|NaN|Infinity|null)\b|\[object/;

const hostile = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</style></title></svg><iframe src="http://x">',
  '`{{7*7}}` javascript:alert(1)',
  '\u001b[31m\u0000\u202e]]>&amp;&#60;',
];

test.each(hostile)('a hostile text is text wherever it stands: %j', (payload) => {
  const plain = read(page(violated));
  const source = page(withTexts(violated, (place) => `${payload} ${place}`));
  const seen = read(source);
  expect(seen.errors).toEqual([]);
  const tags = ({ elements }: Read) => elements.map(({ tagName }) => tagName).sort();
  // A long label may be left out of its box in the picture; no element may be added anywhere.
  expect(new Set(tags(seen))).toEqual(new Set(tags(plain)));
  expect(seen.elements.length).toBeLessThanOrEqual(plain.elements.length + 2);
  expectHarmless(seen);
  const island = (source: string) => /id="timeline-data">(.*?)</s.exec(source)?.[1];
  expect(island(source)).toBe(island(page(violated)));
});

test('what the contract allows to be unseen is told as not seen', () => {
  const short = { ...passed, timeline: { ...passed.timeline, leaders: [], lanes: [] } };
  const blind = blinded(short, (candidate) => runReportSchema.safeParse(candidate).success);
  const source = page(blind);
  expect(read(source).errors).toEqual([]);
  expect(source).toContain('not seen');
  expect(said(read(source))).not.toMatch(unreadable);
});

test('an hour with many lanes and all evidence stays below 1 MB', () => {
  const source = page(enlarged(violated));
  expect(Buffer.byteLength(source)).toBeLessThan(1_000_000);
  expect(read(source).text).toContain('each column joins 30 bins');
});

test('light and dark follow the reader, and paper is always light', () => {
  expect(style).toContain('@media(prefers-color-scheme:dark)');
  expect(style).toMatch(/@media print\{:root\{--paper:#fff/);
  expect(page(passed)).toContain('name="color-scheme" content="light dark"');
});

test('a fault shows its five times, a lost order its operations, and a click knows which', () => {
  const seen = read(page(violated));
  const looks = seen.elements.flatMap((element) => attribute(element, 'data-peek') ?? []);
  expect(looks).toEqual(['fault-0 split-0', 'split-0', 'lost-0-0', 'lost-0-1', 'lost-0-2']);
  const ids = new Set(seen.elements.map((element) => attribute(element, 'id')));
  for (const id of looks.flatMap((look) => look.split(' '))) expect(ids, id).toContain(id);
  for (const said of ['7.122 s', '7.123 s', '7.126 s', '10.622 s', '10.875 s', 'client was told']) {
    expect(seen.text).toContain(said);
  }
});

test.each(Object.values(examples))('the verdict $verdict has a shape of its own', (run) => {
  const shape = (source: string) => /<p class="word">(.*?)<\/svg>/s.exec(source)?.[1];
  const others = Object.values(examples).filter(({ verdict }) => verdict !== run.verdict);
  for (const other of others) expect(shape(page(run))).not.toBe(shape(page(other)));
});
