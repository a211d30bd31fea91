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

/** One `<testcase>`, as lines. */
export function testcase(test: Test, scenario: string): string[] {
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
export function attributes(values: Readonly<Record<string, string | number>>): string {
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
