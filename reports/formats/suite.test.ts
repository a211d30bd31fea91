import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'parse5';
import { SaxesParser } from 'saxes';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RunReport } from '#contract/run.ts';
import type { SuiteReport } from '#contract/suite.ts';
import { inconclusive, passed, violated } from './examples/runs.ts';
import html from './html.ts';
import junit from './junit.ts';
import markdown from './markdown.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'proofhouse-suite-page-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const reports = { passed, violated, inconclusive };

function suite(mark: (text: string) => string = (text) => text): SuiteReport {
  const runs = Object.entries(reports).map(([id, report]) => ({ id, report }));
  return {
    schema: 'proofhouse.suite/1',
    id: mark('suite'),
    tool: { version: '0.1.0', commit: 'unknown' },
    selection: {
      ...{ patterns: [mark('scenarios')], tags: [mark('gate')], shard: null },
      ...{ repeat: 1, timeBudgetMs: null },
    },
    startedAt: '2026-11-22T10:15:02.000Z',
    durationMs: 61_000,
    exitCode: 2,
    totals: { scenarios: 4, runs: 3, passed: 1, notRun: 1, flaky: 1 },
    scenarios: runs.map(({ id, report }) => ({
      ...{ id: mark(id), title: mark(report.scenario.title), file: mark('a.yaml') },
      ...{ requirements: [mark('9.4')], verdict: report.verdict, exitCode: report.exitCode },
      flaky: id === 'violated',
      runs: [runOf(id, report, mark)],
      figures: [{ id: 'rpo', unit: 'orders', seen: 1, min: 3, median: 3, max: 3, limit: 0 }],
    })),
    notRun: [
      {
        ...{ scenario: mark('power-loss'), title: mark('Power'), repeat: 1 },
        ...{ reason: 'unavailable', because: mark('no loop devices: run as root') },
      },
    ],
    environment: { cpu: mark('some cpu') },
  };
}

function runOf(id: string, report: RunReport, mark: (text: string) => string) {
  const { verdict, residue, exitCode, seed, startedAt, durationMs } = report;
  const reasons = report.reasons.map(mark);
  const own = { verdict, residue, exitCode, seed, startedAt, durationMs, reasons };
  return { id, folder: `../${id}`, reproduce: mark(report.reproduce), ...own };
}

const readRun = async (id: string) => reports[id as keyof typeof reports];
const written = async (plugin: typeof html, of: SuiteReport) => {
  const [name = ''] = (await plugin.writeSuite?.(of, folder, readRun)) ?? [];
  return readFileSync(path.join(folder, name), 'utf8');
};

describe('a suite', () => {
  test('has a page without script whose rows lead to the runs', async () => {
    const page = await written(html, suite());
    expect(page).not.toContain('<script');
    for (const id of Object.keys(reports)) expect(page).toContain(`href="../${id}/index.html"`);
    expect(page).toContain('May it be released? <strong>No.</strong>');
    expect(page).toContain('no loop devices: run as root');
    expect(page).toContain('flaky');
  });

  test('has a junit.xml of every run, where what was not run is an error', async () => {
    const xml = await written(junit, suite());
    const suites: string[] = [];
    const errors: string[] = [];
    const parser = new SaxesParser();
    parser.on('error', (error) => {
      throw error;
    });
    parser.on('opentag', ({ name, attributes }) => {
      if (name === 'testsuite') suites.push(String(attributes.name));
      if (name === 'error') errors.push(String(attributes.type));
    });
    parser.write(xml).close();
    expect(suites).toHaveLength(4);
    expect(suites.at(-1)).toBe('not-run');
    expect(errors).toContain('unavailable');
  });

  test('has a summary with the answer and every scenario', async () => {
    const text = await written(markdown, suite());
    expect(text).toContain('**May it be released? No.** (exit 2)');
    for (const id of Object.keys(reports)) expect(text).toContain(`<code>${id}</code>`);
    expect(text).toContain('<code>power-loss</code>: refused');
  });

  test.each(['<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', ']]>', '\u001b[2J'])(
    'shows a hostile text as that text: %j',
    async (payload) => {
      const hostile = suite((text) => `${text}${payload}`);
      const names = (text: string) => JSON.stringify(tagsOf(parse(text)));
      expect(names(await written(html, hostile))).toBe(names(await written(html, suite())));
      const text = await written(markdown, hostile);
      expect(text).not.toMatch(/<(script|img)/);
      expect(text).not.toContain('\u001b');
    },
  );
});

/** Element names with their attributes' names, in order. */
function tagsOf(node: object): unknown[] {
  const {
    tagName,
    attrs = [],
    childNodes = [],
  } = node as {
    tagName?: string;
    attrs?: { name: string }[];
    childNodes?: object[];
  };
  const own = tagName === undefined ? [] : [[tagName, ...attrs.map(({ name }) => name)]];
  return [...own, ...childNodes.flatMap(tagsOf)];
}
