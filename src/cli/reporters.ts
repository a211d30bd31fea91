import { loadPlugin, loadPlugins, pluginNames } from '#catalogue';
import type { ReportPlugin } from '#contract/report.ts';
import { exitCodes, ProofhouseError } from '#kit/errors.ts';

/** The reports that `--reporter html,junit` names; without it those that are always written. */
export async function reporters(
  names: readonly string[] | undefined,
): Promise<Map<string, ReportPlugin>> {
  if (names === undefined) {
    const all = await loadPlugins<ReportPlugin>('report');
    return new Map([...all].filter(([, plugin]) => plugin.always));
  }
  const wanted = [...new Set(names.filter((name) => name !== ''))];
  if (wanted.length === 0) {
    throw new ProofhouseError('--reporter names no report.', {
      code: 'no-reporter',
      exitCode: exitCodes.usage,
      cure: `Expected one or more of ${(await pluginNames('report')).join(', ')}.`,
    });
  }
  const plugins = await Promise.all(wanted.map((name) => loadPlugin<ReportPlugin>('report', name)));
  return new Map(wanted.map((name, index) => [name, plugins[index] as ReportPlugin]));
}

/** `html,junit` as names. */
export function reporterNames(option: string | undefined): string[] | undefined {
  return option?.split(',').map((name) => name.trim());
}
