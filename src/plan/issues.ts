import { z } from 'zod';
import { suggest } from '#kit/suggest.ts';
import type { Path, Problem } from './problem.ts';
import { unitHint } from './unit-hint.ts';

type Issue = z.core.$ZodIssue;

/** What a schema found wrong with a value, in the words of a scenario's author. */
export function problemsOf(
  issues: readonly Issue[],
  schema: z.ZodType,
  value: unknown,
  path: Path,
): Problem[] {
  return issues.flatMap((issue) => problemOf(issue, schema, value, path));
}

function problemOf(issue: Issue, schema: z.ZodType, value: unknown, base: Path): Problem[] {
  const inner = issue.path.map((segment) => (typeof segment === 'symbol' ? '' : segment));
  const path = [...base, ...inner];
  const received = inner.reduce<unknown>(memberOf, value);
  const here = inner.reduce<z.ZodType | undefined>(schemaIn, schema);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey([...path, key], key, keysOf(here)));
  }
  if (issue.code === 'invalid_union') {
    const branch = likelyBranch(issue.errors, received);
    if (branch !== undefined)
      return problemsOf(branch.issues, optionsOf(here)[branch.index] ?? schema, received, path);
  }
  if (received === undefined && issue.code !== 'custom') return [missingKey(path, here)];
  if (issue.code === 'custom') {
    const hints = (issue.params?.hints as string[] | undefined) ?? [];
    return [{ path, message: issue.message, hints }];
  }
  if (issue.code === 'invalid_value')
    return [unknownWord(path, received, issue.values.map(String))];
  const expected =
    descriptionOf(here) ?? issue.message.replace(/^(Invalid input|Too \w+): expected /, '');
  const hint = unitHint(expected, received);
  const meant = hint === undefined ? [] : [`did you mean ${hint}?`];
  return [
    {
      path,
      message: `${show(received)} does not fit here`,
      hints: [`expected ${expected}`, ...meant],
    },
  ];
}

/** An unknown key, with the known ones and the one that was probably meant. */
export function unknownKey(path: Path, key: string, known: readonly string[]): Problem {
  const near = suggest(key, known);
  const meant = near === undefined ? [] : [`did you mean "${near}"?`];
  const hints =
    known.length > 0 ? [`expected ${oneOf(known)}`, ...meant] : ['expected no more keys'];
  return { path, about: 'key', message: `unknown key "${key}"`, hints };
}

/** A word that is none of the known ones, e.g. the name of a plugin. */
export function unknownWord(
  path: Path,
  word: unknown,
  known: readonly string[],
  what?: string,
): Problem {
  const near = typeof word === 'string' ? suggest(word, known) : undefined;
  const meant = near === undefined ? [] : [`did you mean "${near}"?`];
  const message =
    what === undefined ? `${show(word)} does not fit here` : `there is no ${what} ${show(word)}`;
  return { path, message, hints: [`expected ${oneOf(known)}`, ...meant] };
}

function missingKey(path: Path, schema: z.ZodType | undefined): Problem {
  const key = path.at(-1);
  const what = descriptionOf(schema) ?? wordFor(schema);
  const hints = what === undefined ? [] : [`expected ${what}`];
  return { path, message: `"${key}" is missing`, hints };
}

function oneOf(words: readonly string[]): string {
  if (words.length === 0) return 'nothing: there is none';
  return words.length === 1 ? String(words[0]) : `one of ${words.join(', ')}`;
}

/**
 * Of a union's branches the one whose shape the value has: complaints lie inside it, not about it.
 */
function likelyBranch(
  errors: readonly Issue[][],
  received: unknown,
): { index: number; issues: Issue[] } | undefined {
  const candidates = errors
    .map((issues, index) => ({ index, issues }))
    .filter(
      ({ issues }) =>
        !issues.some((issue) => issue.code === 'invalid_type' && issue.path.length === 0),
    );
  if (received === undefined) return undefined;
  candidates.sort((a, b) => a.issues.length - b.issues.length);
  return candidates[0];
}

/** A value as the author wrote it, or nearly, and not too much of it. */
export function show(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function memberOf(value: unknown, key: string | number): unknown {
  if (value === null || typeof value !== 'object') return undefined;
  return Object.hasOwn(value, key) ? (value as Record<string | number, unknown>)[key] : undefined;
}

/** The schema of a member; wrappers (optional, default) are looked through. */
function schemaIn(schema: z.ZodType | undefined, key: string | number): z.ZodType | undefined {
  const bare = unwrapped(schema);
  if (bare instanceof z.ZodObject) return bare.shape[key] as z.ZodType | undefined;
  if (bare instanceof z.ZodArray) return bare.element as z.ZodType;
  return undefined;
}

function unwrapped(schema: z.ZodType | undefined): z.ZodType | undefined {
  let bare = schema;
  while (
    bare instanceof z.ZodOptional ||
    bare instanceof z.ZodDefault ||
    bare instanceof z.ZodExactOptional
  ) {
    bare = bare.def.innerType as z.ZodType;
  }
  return bare;
}

/** The keys an object schema knows; nothing for other schemas. */
export function keysOf(schema: z.ZodType | undefined): string[] {
  const bare = unwrapped(schema);
  return bare instanceof z.ZodObject ? Object.keys(bare.shape) : [];
}

function optionsOf(schema: z.ZodType | undefined): readonly z.ZodType[] {
  const bare = unwrapped(schema);
  return bare instanceof z.ZodUnion ? (bare.options as readonly z.ZodType[]) : [];
}

function descriptionOf(schema: z.ZodType | undefined): string | undefined {
  const described = schema?.description ?? unwrapped(schema)?.description;
  if (described !== undefined || schema === undefined) return described;
  const bare = unwrapped(schema);
  // The codecs of this project carry the description on their text side.
  return bare instanceof z.ZodCodec ? (bare.def.in as z.ZodType).description : undefined;
}

function wordFor(schema: z.ZodType | undefined): string | undefined {
  const bare = unwrapped(schema);
  if (bare instanceof z.ZodEnum) return oneOf(bare.options.map(String));
  if (bare instanceof z.ZodUnion) return descriptionOf(bare.options[0] as z.ZodType);
  if (bare instanceof z.ZodString) return 'a text';
  if (bare instanceof z.ZodNumber) return 'a number';
  if (bare instanceof z.ZodArray) return 'a list';
  if (bare instanceof z.ZodObject) return `keys ${Object.keys(bare.shape).join(', ')}`;
  return undefined;
}
