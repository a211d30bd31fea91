import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** The files of browser/ in the order in which they need one another. */
const files = ['dom', 'axis', 'charts', 'hands', 'peek', 'begin'];

/** What the page runs: uPlot (with its licence, as that asks for), then our own, in one scope. */
export function timelineScript(): string {
  const own = files.map((name) =>
    readFileSync(path.join(import.meta.dirname, 'browser', `${name}.js`), 'utf8'),
  );
  const script = `/*\n${uplot('LICENSE')}*/\n${uplot('dist/uPlot.iife.min.js')}\n(() => {\n'use strict';\n${own.join('\n')}})();`;
  if (/<\/script|<!--/i.test(script)) throw new Error('The script would end before its end.');
  return script;
}

function uplot(name: string): string {
  const entry = createRequire(import.meta.url).resolve('uplot');
  return readFileSync(path.join(path.dirname(entry), '..', name), 'utf8');
}
