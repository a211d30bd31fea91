import type { z } from 'zod';
import type { Anchor } from '#contract/plan.ts';
import { keysOf, problemsOf, show, unknownKey } from './issues.ts';
import type { Path, Problem } from './problem.ts';
import {
  bystanderHead,
  checkHead,
  faultHead,
  loadHead,
  mayFailHead,
  notYetBuilt,
  objectiveSections,
  plainSections,
  sectionNames,
  sloHead,
  stopHead,
  venueHead,
} from './scenario-schema.ts';
import type { Source } from './source.ts';

/** An item of the file: what is ours of it, and the rest, which belongs to its plugin. */
export interface Item<Head> {
  readonly path: Path;
  readonly head: Head;
  readonly options: Readonly<Record<string, unknown>>;
}

type Plain = { readonly [K in keyof typeof plainSections]?: z.output<(typeof plainSections)[K]> };

/**
 * A scenario file of which every part has been read that can be; parts with a problem are absent.
 */
export interface Draft extends Plain {
  readonly venue?: Item<z.output<typeof venueHead>>;
  readonly load: readonly Item<z.output<typeof loadHead>>[];
  readonly faults: readonly Item<z.output<typeof faultHead>>[];
  readonly checks: readonly Item<z.output<typeof checkHead>>[];
  readonly stopWhen: readonly (z.output<typeof stopHead> & { readonly path: Path })[];
  readonly mayFail: readonly (z.output<typeof mayFailHead> & { readonly path: Path })[];
  readonly bystanders: readonly (z.output<typeof bystanderHead> & { readonly path: Path })[];
  readonly rto?: z.output<(typeof objectiveSections)['rto']>;
  readonly rpo?: z.output<(typeof objectiveSections)['rpo']>;
  readonly slo: readonly (z.output<typeof sloHead> & { readonly path: Path })[];
  /** True if everything could be read: rules about what is *not* there may speak. */
  readonly whole: boolean;
  readonly problems: readonly Problem[];
}

/** Reads a scenario's structure: everything that can be said without any plugin. */
export function readDraft(source: Source): Draft {
  const problems: Problem[] = [...source.problems];
  const root = source.value;
  if (!isMap(root)) {
    const hints = ['expected keys: id, title, venue, seed, phases, load, ...'];
    if (problems.length === 0) problems.push({ path: [], message: 'this is no scenario', hints });
    const none = { load: [], faults: [], checks: [], stopWhen: [], mayFail: [], bystanders: [] };
    return { ...none, slo: [], whole: false, problems };
  }
  problems.push(...topLevelProblems(root));
  const plain: Record<string, unknown> = {};
  for (const [key, schema] of Object.entries(plainSections)) {
    const value = section(schema, root[key], [key], problems);
    if (value !== undefined) plain[key] = value;
  }
  problems.push(...misreadNumbers(source, root));
  const venue =
    root.venue === undefined
      ? missing('venue', problems)
      : item(venueHead, root.venue, ['venue'], problems);
  const objectives = readObjectives(root.objectives, problems);
  const lists = {
    load:
      root.load === undefined
        ? (missing('load', problems) ?? [])
        : list(root.load, ['load'], problems, asItem(loadHead)),
    faults: list(root.faults, ['faults'], problems, asItem(faultHead)),
    checks: list(root.checks, ['checks'], problems, checkItem),
    stopWhen: list(root.stopWhen, ['stopWhen'], problems, asSection(stopHead)),
    mayFail: list(root.mayFail, ['mayFail'], problems, asSection(mayFailHead)),
    bystanders: list(root.bystanders, ['bystanders'], problems, asSection(bystanderHead)),
  };
  const whole = problems.length === 0;
  return { ...(plain as Plain), ...(venue && { venue }), ...lists, ...objectives, whole, problems };
}

/** An anchor in its one form, whichever way it was written. */
export function anchorOf(
  written: Anchor | { when: 'promoting' | 'catching-up' | 'in-sync'; offset: number },
): Anchor {
  if ('after' in written) return written;
  return { after: 'venue', state: written.when, offsetMs: written.offset };
}

function topLevelProblems(root: Readonly<Record<string, unknown>>): Problem[] {
  const problems: Problem[] = [];
  for (const key of Object.keys(root)) {
    if (Object.hasOwn(notYetBuilt, key)) {
      const hints = [`it will say ${notYetBuilt[key]}; remove it until then`];
      problems.push({ path: [key], about: 'key', message: `"${key}" is not yet built`, hints });
    } else if (!sectionNames.includes(key)) problems.push(unknownKey([key], key, sectionNames));
  }
  return problems;
}

/** `1.10` is the number 1.1 to YAML: evidence would be filed under another criterion. */
function misreadNumbers(source: Source, root: Readonly<Record<string, unknown>>): Problem[] {
  if (!Array.isArray(root.requirements)) return [];
  return root.requirements.flatMap((value, index) => {
    const path = ['requirements', index];
    const written = typeof value === 'number' ? source.written(path) : undefined;
    if (written === undefined || written === String(value)) return [];
    return [
      {
        path,
        message: `${written} is read as the number ${value}`,
        hints: [`write "${written}" in quotes`],
      },
    ];
  });
}

function readObjectives(value: unknown, problems: Problem[]): Pick<Draft, 'rto' | 'rpo' | 'slo'> {
  if (value === undefined || value === null) return { slo: [] };
  const path = ['objectives'];
  const known = [...Object.keys(objectiveSections), 'slo'];
  if (!isMap(value)) {
    problems.push(notAMap(path, value, known));
    return { slo: [] };
  }
  for (const key of Object.keys(value)) {
    if (!known.includes(key)) problems.push(unknownKey([...path, key], key, known));
  }
  const { rto, rpo } = objectiveSections;
  const readRto =
    value.rto === undefined ? undefined : section(rto, value.rto, [...path, 'rto'], problems);
  const readRpo =
    value.rpo === undefined ? undefined : section(rpo, value.rpo, [...path, 'rpo'], problems);
  const slo = list(value.slo, [...path, 'slo'], problems, asSection(sloHead));
  return { ...(readRto && { rto: readRto }), ...(readRpo && { rpo: readRpo }), slo };
}

/**
 * One section by its schema. Unknown keys are reported and left out, so that the rest is still
 * judged.
 */
export function section<S extends z.ZodType>(
  schema: S,
  value: unknown,
  path: Path,
  problems: Problem[],
): z.output<S> | undefined {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  problems.push(...problemsOf(parsed.error.issues, schema, value, path));
  const again = schema.safeParse(withoutUnknown(value, parsed.error.issues));
  return again.success ? again.data : undefined;
}

function withoutUnknown(value: unknown, issues: readonly z.core.$ZodIssue[]): unknown {
  if (!isMap(value)) return value;
  const copy: unknown = structuredClone(value);
  for (const issue of issues) {
    if (issue.code !== 'unrecognized_keys') continue;
    const holder = issue.path.reduce<unknown>(
      (at, key) => (at as Record<PropertyKey, unknown>)[key],
      copy,
    );
    for (const key of issue.keys) delete (holder as Record<string, unknown>)[key];
  }
  return copy;
}

/** Parts what is ours from what is the plugin's. */
function item<S extends z.ZodObject>(
  head: S,
  value: unknown,
  path: Path,
  problems: Problem[],
): Item<z.output<S>> | undefined {
  const own = keysOf(head);
  if (!isMap(value)) {
    problems.push(notAMap(path, value, own));
    return undefined;
  }
  const entries = Object.entries(value);
  const ours = Object.fromEntries(entries.filter(([key]) => own.includes(key)));
  const options = Object.fromEntries(entries.filter(([key]) => !own.includes(key)));
  const read = section(head, ours, path, problems);
  return read === undefined ? undefined : { path, head: read, options };
}

type Reader<T> = (value: unknown, path: Path, problems: Problem[]) => T | undefined;

function asItem<S extends z.ZodObject>(head: S): Reader<Item<z.output<S>>> {
  return (value, path, problems) => item(head, value, path, problems);
}

function asSection<S extends z.ZodType>(schema: S): Reader<z.output<S> & { path: Path }> {
  return (value, path, problems) => {
    const read = section(schema, value, path, problems);
    return read === undefined
      ? undefined
      : ({ ...(read as object), path } as z.output<S> & { path: Path });
  };
}

const checkItem: Reader<Item<z.output<typeof checkHead>>> = (value, path, problems) =>
  item(checkHead, typeof value === 'string' ? { id: value } : value, path, problems);

function list<T>(value: unknown, path: Path, problems: Problem[], read: Reader<T>): T[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    problems.push({
      path,
      message: `${show(value)} does not fit here`,
      hints: ['expected a list'],
    });
    return [];
  }
  return value.flatMap((entry, index) => read(entry, [...path, index], problems) ?? []);
}

function missing(key: string, problems: Problem[]): undefined {
  const hints = [
    key === 'venue' ? 'expected e.g. {name: reference}' : 'expected a list with a witness',
  ];
  problems.push({ path: [key], message: `"${key}" is missing`, hints });
}

function notAMap(path: Path, value: unknown, keys: readonly string[]): Problem {
  const message = `${show(value)} does not fit here`;
  return { path, message, hints: [`expected keys: ${keys.join(', ')}`] };
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
