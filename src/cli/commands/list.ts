import { folders, loadPlugins, type PluginKind } from '#catalogue';
import { exitCodes } from '#kit/errors.ts';
import type { CliCommand } from '../command.ts';
import { faultKindsPage } from '../fault-kinds.ts';

export default {
  summary: 'List the plugins of every kind, or of one; `faults` is the page of fault kinds.',
  configure(command) {
    command.argument('[kind]', `one of ${Object.keys(folders).join(', ')}, faults`);
    command.option('--json', 'machine-readable');
  },
  async run(args, options) {
    if (args[0] === 'faults') {
      process.stdout.write(await faultKindsPage());
      return exitCodes.pass;
    }
    const kinds = Object.keys(folders).filter((kind) => !args[0] || kind === args[0]);
    const rows: { kind: string; name: string; summary: string }[] = [];
    for (const kind of kinds) {
      const plugins = await loadPlugins<{ summary: string }>(kind as PluginKind);
      for (const [name, plugin] of plugins) rows.push({ kind, name, summary: plugin.summary });
    }
    if (options.json) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
    else
      for (const row of rows) {
        process.stdout.write(`${row.kind.padEnd(10)} ${row.name.padEnd(28)} ${row.summary}\n`);
      }
    return exitCodes.pass;
  },
} satisfies CliCommand;
