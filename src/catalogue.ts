import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkout } from '#kit/checkout.ts';
import { exitCodes, ProofhouseError } from '#kit/errors.ts';

/**
 * Where plugins of each kind live: a file's name is the plugin's name, its default export the
 * plugin.
 */
export const folders = {
  venue: 'venues',
  client: 'clients',
  runtime: 'runtimes',
  generator: 'load/generators',
  fault: 'chaos/faults',
  injector: 'chaos/injectors',
  observer: 'observers',
  check: 'property/checks',
  property: 'property/properties',
  arbitrary: 'property/arbitraries',
  report: 'reports/formats',
} as const;

export type PluginKind = keyof typeof folders;

/** Names of all plugins of a kind, without importing any of them. */
export async function pluginNames(kind: PluginKind): Promise<string[]> {
  const entries = await readdir(path.join(checkout, folders[kind]), { withFileTypes: true }).catch(
    () => [],
  );
  return entries
    .filter((entry) => (kind === 'venue' ? isVenue(entry.name) : isPluginFile(entry.name)))
    .map((entry) => entry.name.replace(/\.ts$/, ''))
    .sort();
}

/** Absolute path of a plugin's file. */
export function pluginFile(kind: PluginKind, name: string): string {
  const file = kind === 'venue' ? `${name}/venue.ts` : `${name}.ts`;
  return path.join(checkout, folders[kind], file);
}

/** Imports one plugin; an unknown name is a usage error that lists the known ones. */
export async function loadPlugin<T>(kind: PluginKind, name: string): Promise<T> {
  const names = await pluginNames(kind);
  if (!names.includes(name)) {
    throw new ProofhouseError(`There is no ${kind} "${name}".`, {
      code: 'unknown-plugin',
      exitCode: exitCodes.usage,
      cure: `Known: ${names.join(', ') || 'none'}.`,
    });
  }
  const module = await import(pathToFileURL(pluginFile(kind, name)).href);
  return module.default as T;
}

/** Imports all plugins of a kind, by name. */
export async function loadPlugins<T>(kind: PluginKind): Promise<Map<string, T>> {
  const names = await pluginNames(kind);
  const plugins = await Promise.all(names.map((name) => loadPlugin<T>(kind, name)));
  return new Map(names.map((name, index) => [name, plugins[index] as T]));
}

/** Engines alone live beside the venues; a venue is a folder that describes one. */
function isVenue(name: string): boolean {
  return existsSync(pluginFile('venue', name));
}

function isPluginFile(name: string): boolean {
  return name.endsWith('.ts') && !name.endsWith('.test.ts');
}
