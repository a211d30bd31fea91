import { printable } from 'proofhouse/contract';

export interface Test {
  readonly suite: string;
  readonly name: string;
  readonly state: 'pass' | 'failure' | 'error' | 'skipped';
  /** The `type` of a failure or error. */
  readonly type: string;
  readonly message: string;
  readonly lines: readonly string[];
  readonly seconds?: string;
}

export interface Suite {
  readonly name: string;
  readonly durationMs: number;
  readonly startedAt: string;
  readonly properties: Readonly<Record<string, string | number>>;
  readonly tests: readonly Test[];
}

/** The whole file; its totals are the totals of what stands in it. */
export function document(suites: readonly Suite[]): string {
  const all = suites.flatMap(({ tests }) => tests);
  const { skipped: _skipped, ...totals } = totalsOf(all);
  const time = seconds(suites.reduce((sum, { durationMs }) => sum + durationMs, 0));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${attributes({ name: 'proofhouse', ...totals, time })}>`,
    ...suites.flatMap(testsuite),
    '</testsuites>',
    '',
  ].join('\n');
}

function testsuite({ name, durationMs, startedAt, properties, tests }: Suite): string[] {
  const head = { name, ...totalsOf(tests), time: seconds(durationMs) };
  return [
    `  <testsuite ${attributes({ ...head, timestamp: startedAt.replace(/Z$/, '') })}>`,
    '    <properties>',
    ...Object.entries(properties).map(
      ([property, value]) => `      <property ${attributes({ name: property, value })}/>`,
    ),
    '    </properties>',
    ...tests.flatMap((test) => testcase(test, name)),
    '  </testsuite>',
  ];
}

function totalsOf(tests: readonly Test[]) {
  const of = (state: Test['state']) => tests.filter((test) => test.state === state).length;
  return {
    tests: tests.length,
    failures: of('failure'),
    errors: of('error'),
    skipped: of('skipped'),
  };
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

/** One `<testcase>`, as lines. */
function testcase(test: Test, scenario: string): string[] {
  const time = test.seconds === undefined ? {} : { time: test.seconds };
  const head = attributes({ classname: `${scenario}.${test.suite}`, name: test.name, ...time });
  const lines = escaped([test.message, ...test.lines]);
  const told = attributes({ message: test.message, type: test.type });
  const body = {
    pass: [],
    failure: [`      <failure ${told}>${lines}</failure>`],
    error: [`      <error ${told}>${lines}</error>`],
    skipped: [`      <skipped ${attributes({ message: test.message })}/>`],
  }[test.state];
  const output = test.state === 'pass' ? [`      <system-out>${lines}</system-out>`] : [];
  return [`    <testcase ${head}>`, ...body, ...output, '    </testcase>'];
}

/** `name="value"` pairs, escaped. */
function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}="${escaped([String(value)])}"`)
    .join(' ');
}

/** `printable` leaves nothing that XML 1.0 forbids; our own line breaks join the lines. */
function escaped(lines: readonly string[]): string {
  const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };
  return lines
    .map((line) => printable(line).replace(/[&<>"']/g, (c) => entities[c as keyof typeof entities]))
    .join('\n');
}
