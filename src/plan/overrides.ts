import { suggest } from '#kit/suggest.ts';
import type { Path, Place, Problem } from './problem.ts';
import { readSource, type Source } from './source.ts';

/** A flag of the command line that stands for `path=value`. */
export interface Setting {
  readonly flag: '--set' | '--seed';
  readonly text: string;
}

/** What the command line puts in place of a file's values: `path.to.key=value`. */
interface Override {
  readonly path: Path;
  readonly flag: string;
  readonly text: string;
  readonly valueAt: number;
}

/**
 * A source with `--set` applied: the values are read as YAML and judged like the file's; a problem
 * with one of them is shown in the flag. List items are named by index or by their `id`.
 */
export function withOverrides(source: Source, settings: readonly Setting[]): Source {
  const problems: Problem[] = [...source.problems];
  const overrides: Override[] = [];
  let value = structuredClone(source.value);
  for (const { flag, text } of settings) {
    const applied = apply(value, text);
    if ('problem' in applied) {
      problems.push({ path: [`${flag} ${text}`], ...applied.problem });
      continue;
    }
    value = applied.value;
    overrides.push({ path: applied.path, flag, text, valueAt: text.indexOf('=') + 1 });
  }
  const locate = (path: Path, about: 'key' | 'value'): Place => {
    const flagged = flagPlace(path);
    if (flagged !== undefined) return flagged;
    const hit = overrides.findLast((override) => startsWith(path, override.path));
    if (hit === undefined) return source.locate(path, about);
    const keyOnly = about === 'key' && path.length === hit.path.length;
    const start = keyOnly ? 0 : hit.valueAt;
    const end = keyOnly ? hit.valueAt - 1 : hit.text.length;
    return { name: hit.flag, text: hit.text, span: { start, end } };
  };
  const written = (path: Path) => {
    return overrides.some(({ path: set }) => startsWith(path, set))
      ? undefined
      : source.written(path);
  };
  return { ...source, value, problems, locate, written };
}

/** Problems with a flag itself have the flag as their path. */
function flagPlace([first]: Path): Place | undefined {
  const [, name, text] = /^(--[a-z]+) (.*)$/s.exec(String(first)) ?? [];
  if (name === undefined || text === undefined) return undefined;
  return { name, text, span: { start: 0, end: text.length } };
}

type Applied = { value: unknown; path: Path } | { problem: { message: string; hints: string[] } };

function apply(root: unknown, setting: string): Applied {
  const equals = setting.indexOf('=');
  if (equals < 1) return wrong(`"${setting}" sets nothing`, 'expected path=value, e.g. seed=7');
  const parsed = readSource('--set', setting.slice(equals + 1));
  const [unreadable] = parsed.problems;
  if (unreadable !== undefined) return wrong(unreadable.message, ...unreadable.hints);
  const path: (string | number)[] = [];
  let holder: unknown = root;
  const segments = setting.slice(0, equals).split('.');
  for (const [index, segment] of segments.entries()) {
    const step = segmentIn(holder, segment, index === segments.length - 1);
    if (typeof step === 'object') return step;
    path.push(step);
    if (index < segments.length - 1) holder = memberOf(holder, step);
    else (holder as Record<string | number, unknown>)[step] = parsed.value;
  }
  return { value: root, path };
}

/** The key or index that a segment names in a holder, or what is wrong with it. */
function segmentIn(
  holder: unknown,
  segment: string,
  last: boolean,
): string | number | { problem: { message: string; hints: string[] } } {
  if (Array.isArray(holder)) {
    const byId = holder.findIndex((item) => memberOf(item, 'id') === segment || item === segment);
    const index = byId >= 0 ? byId : /^\d+$/.test(segment) ? Number(segment) : -1;
    if (index >= 0 && index < holder.length) return index;
    const ids = holder.map((item, at) => String(memberOf(item, 'id') ?? at));
    return missing(segment, ids);
  }
  if (holder === null || typeof holder !== 'object' || segment === '__proto__' || segment === '') {
    return wrong(`there is nothing to set at "${segment}"`, 'expected the path of a key');
  }
  // A new key may be set, and is judged by the schema; a new branch would be guessed.
  return last || Object.hasOwn(holder, segment) ? segment : missing(segment, Object.keys(holder));
}

function missing(segment: string, known: readonly string[]) {
  const near = suggest(segment, known);
  const meant = near === undefined ? [] : [`did you mean "${near}"?`];
  return wrong(`there is no "${segment}" to set`, `there is: ${known.join(', ')}`, ...meant);
}

function wrong(
  message: string,
  ...hints: string[]
): { problem: { message: string; hints: string[] } } {
  return { problem: { message, hints } };
}

function memberOf(holder: unknown, key: string | number): unknown {
  if (holder === null || typeof holder !== 'object' || !Object.hasOwn(holder, key))
    return undefined;
  return (holder as Record<string | number, unknown>)[key];
}

function startsWith(path: Path, start: Path): boolean {
  return start.every((segment, index) => path[index] === segment);
}
