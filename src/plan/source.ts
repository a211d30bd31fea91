import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  type YAMLError,
} from 'yaml';
import type { Span } from '#kit/code-frame.ts';
import type { Path, Place, Problem } from './problem.ts';

const bytesMax = 256 * 1024;
const depthMax = 32;

/** A scenario's text as data, with the places of its values. */
export interface Source {
  readonly file: string;
  readonly text: string;
  /** Undefined if the text is no YAML. */
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** The text of a scalar as written, to tell 1.10 from 1.1. */
  written(path: Path): string | undefined;
  locate(path: Path, about: 'key' | 'value'): Place;
}

/** Reads YAML (and so JSON) that may be hostile: size and depth are limited, aliases refused. */
export function readSource(file: string, text: string): Source {
  if (Buffer.byteLength(text) > bytesMax) {
    const message = `the file has ${Buffer.byteLength(text)} bytes`;
    return broken(file, text.slice(0, 200), message, [`expected at most ${bytesMax} bytes`]);
  }
  return parsed(file, text);
}

function parsed(file: string, text: string): Source {
  // The library compares each key with all others; `misfit` does it in linear time.
  const document = parseDocument(text, {
    prettyErrors: false,
    stringKeys: true,
    uniqueKeys: false,
  });
  const [error] = [...document.errors, ...document.warnings];
  if (error !== undefined) return notYaml(file, text, error);
  const bad = misfit(document.contents, 0);
  if (bad !== undefined)
    return { ...broken(file, text, bad.message, bad.hints), locate: bad.at(file, text) };
  const locate = (path: Path, about: 'key' | 'value') => ({
    name: file,
    text,
    span: spanOf(document, path, about),
  });
  const written = (path: Path) => {
    const node = document.getIn(path, true);
    return isScalar(node) ? node.source : undefined;
  };
  return { file, text, value: document.toJS() as unknown, problems: [], written, locate };
}

function notYaml(file: string, text: string, error: YAMLError): Source {
  const hint =
    'expected one YAML document; indentation is spaces, text with ": " or " #" is quoted';
  const span = { start: error.pos[0], end: error.pos[1] };
  // Deep nesting overflows the parser's own stack, which it reports as an error of the text.
  const deep = error.message.includes('call stack');
  const message = deep ? tooDeep : `not YAML: ${error.message.split('\n')[0]}`;
  return { ...broken(file, text, message, [hint]), locate: () => ({ name: file, text, span }) };
}

function broken(file: string, text: string, message: string, hints: readonly string[]): Source {
  return {
    file,
    text,
    value: undefined,
    problems: [{ path: [], message, hints }],
    written: () => undefined,
    locate: () => ({ name: file, text, span: { start: 0, end: 0 } }),
  };
}

interface Misfit {
  readonly message: string;
  readonly hints: readonly string[];
  readonly at: (file: string, text: string) => Source['locate'];
}

const tooDeep = `nested more than ${depthMax} levels deep`;

/** The first thing in the tree that a scenario may not have: depth, an alias, a key twice. */
function misfit(node: unknown, depth: number): Misfit | undefined {
  if (depth > depthMax) return misfitAt(node, tooDeep, []);
  if (isAlias(node)) {
    return misfitAt(node, 'an alias', [
      'expected the value itself: a scenario is read line by line',
    ]);
  }
  if (isSeq(node)) return firstOf(node.items, (item) => misfit(item, depth + 1));
  if (!isMap(node)) return undefined;
  const seen = new Set<unknown>();
  return firstOf(node.items, ({ key, value }) => {
    const name = isScalar(key) ? String(key.value) : undefined;
    if (name === undefined) return misfitAt(key, 'a key that is no text', []);
    if (seen.has(name)) return misfitAt(key, `the key "${name}" is there twice`, ['keep one']);
    seen.add(name);
    return misfit(value, depth + 1);
  });
}

function misfitAt(node: unknown, message: string, hints: readonly string[]): Misfit {
  const span = rangeOf(node) ?? nowhere;
  return { message, hints, at: (name, text) => () => ({ name, text, span }) };
}

function firstOf<T, R>(items: Iterable<T>, find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The span of the value at a path, of its key, or of the nearest thing above it that exists. */
function spanOf(document: Document.Parsed, path: Path, about: 'key' | 'value'): Span {
  let node: unknown = document.contents;
  let key: unknown;
  for (const [index, segment] of path.entries()) {
    const child = childOf(node, segment);
    if (child === undefined) return rangeOf(key) ?? firstKey(node) ?? rangeOf(node) ?? nowhere;
    const last = index === path.length - 1;
    if (last && about === 'key' && child.key) return rangeOf(child.key) ?? nowhere;
    if (child.key !== undefined) key = child.key;
    else key = undefined;
    node = child.value;
  }
  return (
    (path.length === 0 ? firstKey(node) : undefined) ?? rangeOf(node) ?? rangeOf(key) ?? nowhere
  );
}

const nowhere: Span = { start: 0, end: 0 };

function childOf(
  node: unknown,
  segment: string | number,
): { key: unknown; value: unknown } | undefined {
  if (isSeq(node)) {
    const value = node.items[Number(segment)];
    return value === undefined ? undefined : { key: undefined, value };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find((item) => isScalar(item.key) && item.key.value === String(segment));
  return pair === undefined ? undefined : { key: pair.key, value: pair.value };
}

function firstKey(node: unknown): Span | undefined {
  return isMap(node) ? rangeOf(node.items[0]?.key) : undefined;
}

function rangeOf(node: unknown): Span | undefined {
  const range = isNode(node) ? (node as Node).range : undefined;
  return range ? { start: range[0], end: Math.max(range[1], range[0]) } : undefined;
}
