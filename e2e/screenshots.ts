import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { proofhouse, readJson, runFolders, temporaryFolder } from './cli.ts';
import { mutatedCheckout } from './mutant.ts';

/**
 * docs/screenshots: pages of real runs, one a verdict, and the timeline of a lost order. Without
 * arguments the runs are made; with folders of runs, those are taken.
 *
 * It does not judge the pages: e2e/report-page.ci.test.ts does.
 */
const target = path.resolve(import.meta.dirname, '..', 'docs', 'screenshots');
const executablePath = process.env.PROOFHOUSE_CHROMIUM ?? '/usr/bin/chromium';
const bytesMax = 150_000;
/** A busy machine may spoil a run; three that are not as they should be are no chance. */
const attempts = 3;

interface Wanted {
  readonly verdict: string;
  readonly exitCode: number;
  readonly args: readonly string[];
  /** The fault does nothing: what the harness cannot confirm it must not judge. */
  readonly noOp?: true;
}

const wanted: readonly Wanted[] = [
  { verdict: 'PASS', exitCode: 0, args: ['scenarios/leader-killed.yaml'] },
  {
    verdict: 'VIOLATION',
    exitCode: 2,
    args: ['scenarios/leader-killed.yaml', '--defect', 'engine=drop-on-failover:12'],
  },
  { verdict: 'INCONCLUSIVE', exitCode: 3, args: ['scenarios/leader-killed.yaml'], noOp: true },
];

async function makeRun({ verdict, exitCode, args, noOp }: Wanted, out: string): Promise<string> {
  const from = 'signalProcess(identityOf(step), signal);';
  const mutation = { file: 'chaos/injectors/process.ts', from, to: '' };
  const copy = noOp ? mutatedCheckout([mutation]) : undefined;
  try {
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      const own = path.join(out, `${verdict}-${attempt}`);
      const { code, stdout, stderr } = await proofhouse(
        ['run', ...args, '--out', own],
        {},
        copy?.root,
      );
      if (code === exitCode) return runFolders(own)[0] ?? '';
      process.stdout.write(`expected ${verdict}, exit ${exitCode}, received ${code}:\n`);
      process.stdout.write(`${stdout}${stderr}\n`);
    }
  } finally {
    copy?.dispose();
  }
  throw new Error(`${args.join(' ')} did not end ${verdict} in ${attempts} attempts`);
}

/** The first screen, as somebody sees it who opens the file. */
async function firstScreen(browser: Browser, folder: string): Promise<void> {
  const page = await open(browser, folder, 'light');
  const { width, height } = await page.evaluate<{ width: number; height: number }>(
    '({ width: innerWidth, height: document.querySelector("nav").getBoundingClientRect().bottom })',
  );
  const name = readJson(folder).verdict.toLowerCase();
  await keep(page, { x: 0, y: 0, width, height: Math.ceil(height) + 12 }, name);
}

/** The timeline, close to the incident, with what was seen of a lost order. */
async function lostOrder(browser: Browser, folder: string): Promise<void> {
  const page = await open(browser, folder, 'dark');
  await page.locator('[data-do=span]').first().click();
  await page.locator('a[data-peek^=lost]').first().press('Enter');
  await page.evaluate('scrollTo({ top: 0, behavior: "instant" })');
  const box = await page.locator('#timeline').boundingBox();
  if (box === null) throw new Error('the page has no timeline');
  const height = Math.min(box.height, 720);
  await keep(page, { x: 0, y: box.y - 12, width: 1120, height }, 'timeline');
}

async function open(browser: Browser, folder: string, colorScheme: 'light' | 'dark') {
  const viewport = { width: 1120, height: 2400 };
  const page = await browser.newPage({ viewport, colorScheme, deviceScaleFactor: 1.5 });
  await page.goto(pathToFileURL(path.join(folder, 'index.html')).href);
  return page;
}

interface Clip {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** As WebP, as fine as its size allows: 1 loses nothing. */
async function keep(page: Page, clip: Clip, name: string): Promise<void> {
  const png = (await page.screenshot({ clip })).toString('base64');
  await page.goto('about:blank');
  for (const quality of [1, 0.9, 0.8, 0.7, 0.6]) {
    const webp = await page.evaluate<string>(`(async () => {
      const image = new Image();
      image.src = 'data:image/png;base64,${png}';
      await image.decode();
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [image.width, image.height];
      canvas.getContext('2d').drawImage(image, 0, 0);
      return canvas.toDataURL('image/webp', ${quality}).split(',')[1];
    })()`);
    const bytes = Buffer.from(webp, 'base64');
    if (bytes.length > bytesMax) continue;
    writeFileSync(path.join(target, `${name}.webp`), bytes);
    process.stdout.write(`docs/screenshots/${name}.webp ${bytes.length} bytes\n`);
    await page.close();
    return;
  }
  throw new Error(`${name} does not fit into ${bytesMax} bytes`);
}

const given = process.argv.slice(2);
const out = temporaryFolder();
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
  mkdirSync(target, { recursive: true });
  const folders = [...given];
  for (const one of given.length > 0 ? [] : wanted) folders.push(await makeRun(one, out.path));
  for (const folder of folders) {
    await firstScreen(browser, folder);
    if (readJson(folder).verdict === 'VIOLATION') await lostOrder(browser, folder);
  }
} finally {
  await browser.close();
  out.dispose();
}
