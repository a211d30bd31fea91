import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeRunJson } from '#report/run-json.ts';
import { examples, violated } from '../reports/formats/examples/runs.ts';
import { withTexts } from '../reports/formats/examples/variants.ts';
import { proofhouse, temporaryFolder } from './cli.ts';
import { available } from './requires.ts';

/**
 * Debian's Chromium, or the one that the variable names; without one there is nothing to look with.
 */
const executablePath = process.env.PROOFHOUSE_CHROMIUM ?? '/usr/bin/chromium';
const pages = {
  ...examples,
  hostile: withTexts(violated, (place) => `<script>throw 1</script>${'W'.repeat(80)} ${place}`),
};

describe.skipIf(!available('browser', existsSync(executablePath)))(
  'index.html in Chromium, from file://',
  { timeout: 60_000 },
  () => {
    let browser: Browser;
    const folder = temporaryFolder();
    beforeAll(async () => {
      browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
      for (const [name, run] of Object.entries(pages)) {
        const own = path.join(folder.path, name);
        await writeRunJson(run, own);
        const { code, stderr } = await proofhouse(['report', own, '--reporter', 'html']);
        expect(code, stderr).toBe(0);
      }
    }, 60_000);
    afterAll(async () => {
      await browser?.close();
      folder.dispose();
    });

    async function open(name: string, options: Parameters<Browser['newPage']>[0]) {
      const page = await browser.newPage(options);
      const complaints: string[] = [];
      const requests: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('request', (request) => requests.push(request.url()));
      const url = pathToFileURL(path.join(folder.path, name, 'index.html')).href;
      await page.goto(url);
      return { page, complaints, requests, url };
    }

    test.each(Object.keys(pages))(
      '%s asks for nothing, complains of nothing, fits a phone',
      async (name) => {
        const viewport = { width: 390, height: 800 };
        const { page, complaints, requests, url } = await open(name, { viewport });
        expect(complaints).toEqual([]);
        expect(requests).toEqual([url]);
        const width = await page.evaluate('document.documentElement.scrollWidth');
        expect(width).toBeLessThanOrEqual(viewport.width);
        await page.close();
      },
    );

    test('the first screen of a desk holds the verdict, the figures and the way to repeat it', async () => {
      const viewport = { width: 1200, height: 850 };
      const { page } = await open('violated', { viewport });
      for (const part of ['.word', '.answer', '.cards', '.repeat pre']) {
        const box = await page.locator(part).boundingBox();
        expect((box?.y ?? Number.NaN) + (box?.height ?? 0), part).toBeLessThanOrEqual(850);
      }
      await page.close();
    });

    test('the policy holds: neither script nor style can be brought in', async () => {
      const { page, complaints } = await open('passed', {});
      await page.evaluate(`{
      const style = document.createElement('style');
      style.textContent = 'body { display: none }';
      const image = new Image();
      image.src = 'http://127.0.0.1:9/x.png';
      document.head.append(style, image);
    }`);
      expect(await page.evaluate('getComputedStyle(document.body).display')).toBe('block');
      expect(complaints.filter((text) => text.includes('Content Security Policy'))).not.toEqual([]);
      await page.close();
    });

    test('dark is dark and paper is light', async () => {
      const paper = 'getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)[0]';
      const { page } = await open('passed', { colorScheme: 'dark' });
      expect(await page.evaluate(paper)).toBeLessThan(40);
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      expect(await page.evaluate(paper)).toBe(255);
      await page.close();
    });

    test('tables, picture and evidence can be reached and opened by keyboard', async () => {
      const { page } = await open('violated', {});
      const reached = new Set<string>();
      const focused = 'document.activeElement.tagName + (document.activeElement.ariaLabel ?? "")';
      for (let step = 0; step < 80; step += 1) {
        await page.keyboard.press('Tab');
        reached.add((await page.evaluate(focused)) as string);
      }
      expect([...reached]).toEqual(
        expect.arrayContaining(['FIGURETimeline picture', 'DIVCheck table', 'SUMMARY', 'A']),
      );
      const summary = page.locator('summary').last();
      await summary.focus();
      await page.keyboard.press('Enter');
      expect(await page.locator('details').last().getAttribute('open')).not.toBeNull();
      await page.close();
    });
  },
);
