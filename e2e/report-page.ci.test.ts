import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
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
  { timeout: 180_000 },
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
      const script = document.createElement('script');
      script.textContent = 'window.broughtIn = true';
      document.head.append(style, image, script);
    }`);
      expect(await page.evaluate('getComputedStyle(document.body).display')).toBe('block');
      expect(await page.evaluate('window.broughtIn')).toBeUndefined();
      expect(complaints.filter((text) => text.includes('Content Security Policy'))).not.toEqual([]);
      await page.close();
    });

    test.each(Object.keys(examples))(
      '%s: axe finds nothing, in light and in dark',
      async (name) => {
        for (const colorScheme of ['light', 'dark'] as const) {
          const { page } = await open(name, { colorScheme });
          await page.locator('.numbers > summary').click();
          const [look] = await page.locator('a[data-peek]').all();
          await look?.press('Enter');
          expect(await barriers(page), colorScheme).toEqual([]);
          await page.close();
        }
      },
    );

    test('a drag looks closer, the buttons and keys move, a double click shows all', async () => {
      const { page } = await open('violated', { viewport: { width: 1200, height: 1600 } });
      const status = page.locator('.tl-status');
      expect(await status.textContent()).toBe('The whole run is shown.');
      const ground = await box(page, '.tl-ground');
      await page.mouse.move(ground.x + ground.width * 0.4, ground.y + 200);
      await page.mouse.down();
      await page.mouse.move(ground.x + ground.width * 0.5, ground.y + 210, { steps: 4 });
      await page.mouse.up();
      expect(await shownSeconds(page)).toEqual([
        expect.closeTo(0.4 * 17.5, 1),
        expect.closeTo(0.5 * 17.5, 1),
      ]);
      await page.locator('.tl-buttons button').first().focus();
      await page.keyboard.press('ArrowRight');
      expect((await shownSeconds(page))[0]).toBeCloseTo(0.42 * 17.5, 1);
      await page.keyboard.press('+');
      const [from, to] = await shownSeconds(page);
      expect((to ?? 0) - (from ?? 0)).toBeCloseTo(0.05 * 17.5, 1);
      await page.mouse.dblclick(ground.x + ground.width / 2, ground.y + 200);
      expect(await status.textContent()).toBe('The whole run is shown.');
      await page.close();
    });

    test('marks stay over the moments that they name, wherever one looks', async () => {
      const { page } = await open('violated', {});
      await page.locator('[data-do=span]').click();
      const off = await page.evaluate(`{
        const ground = document.querySelector('.tl-ground').getBoundingClientRect();
        const [from, to] = document.querySelector('.tl-status').textContent.match(/[\\d.]+(?= s)/g);
        const places = [...document.querySelectorAll('.tl-fault svg[data-to]')].map((mark) => {
          const rect = mark.querySelector('rect').getBoundingClientRect();
          const at = from * 1e6 + ((rect.left - ground.left) / ground.width) * (to - from) * 1e6;
          return Math.abs(at - mark.dataset.from);
        });
        Math.max(...places.slice(1));
      }`);
      expect(off).toBeLessThan(20_000);
      await page.close();
    });

    test('a click on a fault shows its five times and where the time went', async () => {
      const { page } = await open('violated', { viewport: { width: 1200, height: 1600 } });
      await page.locator('.tl-fault .hit').click();
      const peek = page.locator('#peek');
      expect(await peek.isVisible()).toBe(true);
      const text = (await peek.textContent()) ?? '';
      const times = ['7.122 s', '7.123 s', '7.126 s', '10.622 s', '10.875 s'];
      for (const said of [...times, 'Where the time went', 'switched over']) {
        expect(text).toContain(said);
      }
      await page.keyboard.press('Escape');
      expect(await peek.isVisible()).toBe(false);
      expect(await page.evaluate('document.activeElement.dataset.peek')).toBe('fault-0 split-0');
      await page.close();
    });

    test('a lost order shows its operations, and the keyboard leads to the next', async () => {
      const { page } = await open('violated', {});
      await page.locator('a[data-peek="lost-0-0"]').focus();
      await page.keyboard.press('Enter');
      const peek = page.locator('#peek');
      expect(await peek.textContent()).toContain('told accepted, sequence 3071 of epoch 1');
      expect(await peek.textContent()).toContain('w8421-1-1402');
      await page.locator('.peek-on').press('Enter');
      expect(await peek.textContent()).toContain('w8421-1-1409');
      await page.close();
    });

    test('what a venue answers is text in the picture and in what it opens, and never runs', async () => {
      const { page, complaints } = await open('hostile', {});
      const links = await page.locator('a[data-peek]').all();
      expect(links.length).toBeGreaterThan(4);
      for (const link of links) {
        await link.press('Enter');
        const peek = page.locator('#peek');
        expect(await peek.locator('script, iframe, img').count()).toBe(0);
        // Where the time went is told in words of ours.
        if ((await link.getAttribute('data-peek')) !== 'split-0') {
          expect(await peek.textContent()).toContain('<script>throw 1</script>');
        }
        await page.locator('.peek-close').click();
      }
      const ground = await box(page, '.tl-ground');
      for (const part of [0.9, 0.45, 0.3]) {
        await page.mouse.move(ground.x + ground.width * part, ground.y + 60);
      }
      expect(await page.locator('.tl-readout').textContent()).toContain('<script>throw 1</script>');
      expect(await page.locator('main script').count()).toBe(1);
      expect(complaints).toEqual([]);
      await page.close();
    });

    test('without script all numbers are there, and the page says what is missing', async () => {
      const { page } = await open('violated', { javaScriptEnabled: false });
      expect(await page.locator('[data-without-script]').isVisible()).toBe(true);
      expect(await page.locator('.tl-tools').isVisible()).toBe(false);
      expect(await page.locator('.tl-fault rect.t-fault').first().isVisible()).toBe(true);
      await page.locator('.numbers > summary').click();
      expect(await page.locator('.numbers table').first().isVisible()).toBe(true);
      await page.close();
    });

    test('dark is dark and paper is light, its charts too', async () => {
      const paper = 'getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)[0]';
      const lines = '[...document.querySelectorAll(".tl canvas")].map((one) => one.toDataURL())';
      const { page } = await open('passed', { colorScheme: 'dark' });
      expect(await page.evaluate(paper)).toBeLessThan(40);
      const dark = await page.evaluate(lines);
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      expect(await page.evaluate(paper)).toBe(255);
      const printed = await page.evaluate(lines);
      expect(dark).toHaveLength(3);
      expect(printed).not.toEqual(dark);
      await page.close();
    });

    test('nothing moves by itself for those who do not want it', async () => {
      const { page } = await open('passed', { reducedMotion: 'reduce' });
      expect(await page.evaluate('getComputedStyle(document.documentElement).scrollBehavior')).toBe(
        'auto',
      );
      expect(await page.evaluate('document.getAnimations().length')).toBe(0);
      await page.close();
    });

    test('tables, picture and evidence can be reached and opened by keyboard', async () => {
      const { page } = await open('violated', {});
      const reached = new Set<string>();
      const focused = 'document.activeElement.tagName + (document.activeElement.ariaLabel ?? "")';
      for (let step = 0; step < 120; step += 1) {
        await page.keyboard.press('Tab');
        reached.add((await page.evaluate(focused)) as string);
      }
      expect([...reached]).toEqual(
        expect.arrayContaining(['BUTTONShow less time', 'DIVCheck table', 'SUMMARY', 'A']),
      );
      expect([...reached].filter((one) => one.startsWith('aprocess-kill, confirmed'))).toHaveLength(
        1,
      );
      const summary = page.locator('summary').last();
      await summary.focus();
      await page.keyboard.press('Enter');
      expect(await page.locator('details').last().getAttribute('open')).not.toBeNull();
      await page.close();
    });
  },
);

/** What keeps people out, by axe's rules for WCAG 2.2 AA and good practice. */
async function barriers(page: Page): Promise<string[]> {
  const source = readFileSync(
    createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
    'utf8',
  );
  await page.evaluate(source);
  const found = (await page.evaluate('axe.run({ resultTypes: ["violations"] })')) as {
    violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
  };
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${failureSummary}: ${html.slice(0, 120)}`),
  );
}

async function box(page: Page, selector: string) {
  const found = await page.locator(selector).boundingBox();
  if (found === null) throw new Error(`${selector} is not to be seen`);
  return found;
}

/** Seconds of the run that the picture shows, as it says itself. */
async function shownSeconds(page: Page): Promise<number[]> {
  const said = (await page.locator('.tl-status').textContent()) ?? '';
  return [...said.matchAll(/([\d.]+) s/g)].map(([, number]) => Number(number));
}
