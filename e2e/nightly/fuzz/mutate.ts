import { type Draw, pick } from '#market/hostile-commands.ts';

/** Spoils a text: a few edits of characters, or pieces that parsers have tripped over before. */
export function spoil(draw: Draw, text: string): string {
  let spoiled = text;
  for (let edits = 1 + draw(3); edits > 0; edits--) spoiled = edit(draw, spoiled);
  return spoiled;
}

const pieces = [
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ':',
  ',',
  'null',
  'true',
  '1e999',
  '-0',
  '0.1',
  '99999999999999999999',
  '"op":"new",',
  '"id":"1",',
  '"__proto__":{"id":"7"},',
  '"constructor":"x",',
  '\u0000',
  '\u2028',
  '\ud800',
  '\\ud800',
  '\uFEFF',
  ' ',
  '\t',
  '\r',
  '٣',
  '１',
  '-',
  '+',
  '0',
];

function edit(draw: Draw, text: string): string {
  const at = draw(text.length + 1);
  switch (draw(6)) {
    case 0:
      return text.slice(0, at) + text.slice(at + 1 + draw(3));
    case 1:
      return text.slice(0, at) + pick(draw, pieces) + text.slice(at);
    case 2:
      return text.slice(0, at) + String.fromCharCode(draw(256)) + text.slice(at + 1);
    case 3:
      return text.slice(0, at);
    case 4: {
      const length = draw(20);
      return text.slice(0, at) + text.slice(Math.max(0, at - length));
    }
    default:
      return text.replace(/"(\d+)"/, () =>
        pick(draw, ['"0"', '1', '"007"', '"1e3"', '""', 'null']),
      );
  }
}

/** A text that has nothing to do with a command. */
export function noise(draw: Draw): string {
  if (draw(20) === 0) return '['.repeat(1 + draw(20_000));
  return String.fromCharCode(
    ...Array.from({ length: draw(60) }, () => draw(draw(2) ? 128 : 65_536)),
  );
}

/** Changes one value somewhere inside plain JSON. */
export function spoilState(draw: Draw, state: Record<string, unknown>): Record<string, unknown> {
  const copy = structuredClone(state);
  let holder: Record<string, unknown> = copy;
  for (let depth = 0; depth < 6; depth++) {
    const keys = Object.keys(holder);
    if (keys.length === 0) return copy;
    const key = pick(draw, keys);
    const inner = holder[key];
    if (typeof inner === 'object' && inner !== null && draw(8) !== 0) {
      holder = inner as Record<string, unknown>;
      continue;
    }
    if (draw(6) === 0) delete holder[key];
    else holder[key] = replacement(draw, inner);
    return copy;
  }
  return copy;
}

function replacement(draw: Draw, value: unknown): unknown {
  if (typeof value === 'number' && draw(2) === 0)
    return value + pick(draw, [-1, 1, 2, 1e6, 2 ** 52]);
  const numbers = [0, -1, 1, 3, 511, 4096, 2 ** 31, 2 ** 53, 0.5];
  return pick<unknown>(draw, [...numbers, '', '0', '1', null, true, [], {}, [['0', 1]]]);
}
