import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import { runReportSchema } from '#report/run-schema.ts';
import { examples, passed, violated } from '../../reports/formats/examples/runs.ts';
import { blinded, withTexts } from '../../reports/formats/examples/variants.ts';
import { describeVerdict } from './terminal.ts';

function screen(columns: number, isTTY = true) {
  return Object.assign(new PassThrough(), { isTTY, columns });
}

const written = { files: ['/out/run/junit.xml', '/out/run/index.html'], failures: [] };
const say = (run: typeof passed, columns = 110) =>
  describeVerdict(run, { written, stream: screen(columns, false) });

describe('what a newcomer sees', () => {
  const text = say(passed);

  test('RTO with resolution and limit, RPO with exposure and bound, in their own lines', () => {
    expect(text).toContain('RTO         0.41 s ±0.06 (limit 2 s)  pass');
    expect(text).toContain('RPO         lost 0 of 4,103 acknowledged (limit 0)  pass');
    expect(text).toContain(
      'at most 3 if they were acked unheard; 17 told in the last 100 ms before the effect',
    );
    expect(text).toContain('the effect is dated to within 2.68 ms');
    expect(text).toMatch(
      /redundant again 609 ms after the heal \(limit 10 s\), 4\.1 s after the\s+effect/,
    );
  });

  test('faults, checks, load, noise floor, the page and the way to repeat it', () => {
    expect(text).toContain('Faults      1 of 1 confirmed');
    expect(text).toContain('pid 40123 is gone from the process table');
    expect(text).toContain('Checks      11 passed on 31,144 facts');
    expect(text).toContain('Load        witness: 2,391 of 2,480 accepted');
    expect(text).toContain('Noise floor round trip p50 0.21 ms');
    expect(text).toMatch(/^Report {6}\S*index\.html$/m);
    expect(text).toMatch(/^Repeat {6}proofhouse run scenarios\/leader-killed\.yaml --seed 8421$/m);
  });

  test('the verdict is the last thing it says', () => {
    for (const run of Object.values(examples)) {
      const last = say(run)
        .split('\n')
        .findLast((line) => /^[A-Z]/.test(line));
      expect(last).toMatch(new RegExp(`^${run.verdict} +May it be released\\?`));
    }
  });
});

test('what failed comes first, with its evidence', () => {
  const text = say(violated);
  const [reason, proof, figure] = ['! rpo: 3 ack', 'w8421-1-1402: buy', 'RPO         lost 3'].map(
    (part) => text.indexOf(part),
  );
  expect(reason).toBeGreaterThan(0);
  expect(proof).toBeGreaterThan(reason!);
  expect(figure).toBeGreaterThan(proof!);
  expect(text).toContain('defect planted on purpose: engine=lose-ack:3');
});

test('of many reasons the worst are shown, and how many are not', () => {
  const reasons = Array.from({ length: 12 }, (_, index) => `reason number ${index}`);
  const text = say({ ...violated, reasons });
  expect(text).toContain('! reason number 4\n  and 7 more in run.json');
  expect(text).not.toContain('reason number 5');
});

test('residue is told beside the verdict, and so is a report that failed', () => {
  expect(say(examples.broken)).toMatch(/^RESIDUE {5}process 40127/m);
  const failed = { files: [], failures: ['report "html" failed: disk full'] };
  const text = describeVerdict(passed, { written: failed, stream: screen(110, false) });
  expect(text).toContain('report "html" failed: disk full');
  expect(text).not.toContain('Report  ');
});

test.each([40, 60, 80, 110])('at %d columns only what must be copied is longer', (columns) => {
  for (const run of Object.values(examples)) {
    const lines = describeVerdict(run, { written, stream: screen(columns) }).split('\n');
    for (const line of lines.map((one) => stripVTControlCharacters(one))) {
      if (/^(?:Repeat|Report) /.test(line)) continue;
      const words = line.trim().split(' ');
      if (words.length > 1) expect(line.length, line).toBeLessThanOrEqual(columns);
    }
  }
});

test('colours come only where a terminal wants them', () => {
  const colour = '\u001b[';
  vi.stubEnv('FORCE_COLOR', undefined);
  vi.stubEnv('NO_COLOR', undefined);
  try {
    expect(describeVerdict(passed, { written, stream: screen(80) })).toContain(colour);
    expect(describeVerdict(passed, { written, stream: screen(80, false) })).not.toContain(colour);
  } finally {
    vi.unstubAllEnvs();
  }
});

test('no text of a venue can colour, move or forge a line', () => {
  const hostile = withTexts(violated, () => '\u001b[2J\u001b]0;x\u0007\rPASS\nPASS  May it');
  const text = say(hostile);
  expect(text).not.toContain('\u001b');
  expect(text).not.toContain('\r');
  expect(text.split('\n').filter((line) => line.startsWith('PASS'))).toEqual([]);
});

test('what was not seen is said so', () => {
  const short = { ...passed, timeline: { ...passed.timeline, leaders: [], lanes: [] } };
  const blind = blinded(short, (candidate) => runReportSchema.safeParse(candidate).success);
  expect(say(blind)).toContain('not seen');
  expect(say(blind)).not.toMatch(/\b(?:undefined|NaN|Infinity|null)\b/);
});
