import { createHash } from 'node:crypto';
import { html, type Markup } from './markup.ts';

/** Constants of ours only: they become style and script as they are. */
export interface DocumentParts {
  readonly title: string;
  readonly style: string;
  /** Empty for a page without script. */
  readonly script: string;
  readonly body: Markup;
}

/**
 * One file that needs no network and no server. Its policy names the one style sheet and the one
 * script it has: nothing else may be loaded, run, sent or framed.
 */
export function htmlDocument({ title, style, script, body }: DocumentParts): string {
  const runs = script === '' ? '' : ` script-src '${hashOf(script)}';`;
  const policy = `default-src 'none'; style-src '${hashOf(style)}';${runs} base-uri 'none'; form-action 'none'`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${raw(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${raw(style)}</style>
</head>
<body>
<main>
${body}
</main>
${script === '' ? '' : html`<script>${raw(script)}</script>`}
</body>
</html>
`.markup;
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function raw(markup: string): Markup {
  return { markup };
}
