import { describe, expect, test } from 'vitest';
import { examples, passed, violated } from './examples/runs.ts';
import { enlarged, withTexts } from './examples/variants.ts';
import { markdown } from './markdown.ts';

/** Cells of a table row as GitHub splits them: at every bar that is not escaped. */
const cells = (line: string) => line.split('|').length - 2;

describe.each(Object.entries(examples))('summary.md of the run that %s', (_name, run) => {
  const text = markdown(run);

  test('has the marker first, the answer, and the way to repeat it last', () => {
    const lines = text.trimEnd().split('\n');
    expect(lines[0]).toBe('<!-- proofhouse:leader-killed -->');
    expect(text).toContain(`${run.verdict}: ${run.scenario.title}`);
    expect(text).toContain('**May it be released?');
    expect(lines.slice(-2).join()).toContain(`<code>${run.id}/index.html</code>`);
    expect(text).not.toMatch(/\b(?:undefined|NaN|Infinity|null)\b|\[object/);
  });

  test('has tables whose rows are as wide as their heads', () => {
    for (const block of text.split('\n\n').filter((one) => one.startsWith('|'))) {
      const [head = '', ...rows] = block.split('\n');
      for (const row of rows) expect(cells(row), row).toBe(cells(head));
    }
  });
});

test('a comment never grows over 60 kB; what is dropped is told, the end always stands', () => {
  for (const run of [enlarged(violated), withTexts(enlarged(violated), () => '|'.repeat(5000))]) {
    const text = markdown(run);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(60_000);
    expect(text).toContain('there was no room for them here');
    expect(text).toContain('Full report:');
  }
});

test('the least important sections go first', () => {
  const whole = markdown(violated);
  const cut = markdown(violated, Buffer.byteLength(whole) - 1);
  expect(cut).toContain('Checks:');
  expect(cut).not.toContain('<summary>Environment');
});

test.each([
  '<script>alert(1)</script>',
  '| a | b |',
  '](http://x) ![i](http://x) [x]: http://x',
  '`code` **bold** _it_ ~~gone~~ $x$',
  '@everyone #1 http://x.example www.x.example',
  '# heading',
  '- list',
])('a hostile text is text: %j', (payload) => {
  const text = markdown(withTexts(violated, () => payload));
  const ours = /<\/?(?:code|details|summary)>|<!-- proofhouse:[\w.-]* -->/g;
  expect(text.replace(ours, '')).not.toMatch(/<|>/);
  // GitHub makes no mention and no link of what stands in a code span or in a comment.
  const prose = text.replace(/<code>.*?<\/code>|<!--.*?-->/g, '');
  expect(prose).not.toMatch(/@everyone|(?<!&)#1\b/);
  expect(text).not.toMatch(/:\/\/x|\bwww\.x(?!.*-->)/);
  expect(text).not.toMatch(/!\[|\]\(/);
  for (const line of text.split('\n')) {
    if (line.startsWith('| ❌ fail | reads')) expect(cells(line)).toBe(4);
  }
});

test('one scenario keeps one comment, whatever its name', () => {
  const named = (id: string) => markdown({ ...passed, scenario: { ...passed.scenario, id } });
  expect(named('a b--> <script>').split('\n')[0]).toBe('<!-- proofhouse:a-b-script- -->');
});
