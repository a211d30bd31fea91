/**
 * Text of a venue or a scenario as one printable line: nothing in it can move a cursor, colour a
 * terminal, forge a line of ours, reverse the reading direction, or be forbidden in XML 1.0.
 * Line breaks and tabs become spaces, lone surrogates U+FFFD; everything else of that kind goes.
 */
export function printable(text: string): string {
  return text
    .replace(escapeSequences, '')
    .replace(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, ' ')
    .replace(invisible, '')
    .toWellFormed();
}

// ECMA-48: CSI, then OSC, DCS, SOS, PM and APC strings up to their terminator, then two-byte
// escapes.
const escapeSequences = new RegExp(
  [
    '(?:\\x1b\\[|\\x9b)[0-?]*[ -/]*[@-~]',
    '(?:\\x1b[\\]PX^_]|[\\x9d\\x90\\x98\\x9e\\x9f])[^\\x07\\x1b\\x9c]*(?:\\x07|\\x1b\\\\|\\x9c)',
    '\\x1b[ -/]*[0-~]',
  ].join('|'),
  'g',
);

// Controls, direction overrides and isolates, and the two code points that are not characters.
const invisible =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/g;
