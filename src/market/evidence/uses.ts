import type { Capability, Command } from '../stream/schema.ts';

/**
 * What of an engine's offer a stream makes use of: a property that needs something else had nothing
 * to see in it. A second symbol counts as use of `symbols`.
 */
export function usedBy(commands: readonly Command[]): ReadonlySet<Capability> {
  const used = new Set<Capability>();
  const symbols = new Set<string>();
  for (const command of commands) {
    for (const one of usesOf(command)) used.add(one);
    if (command.op === 'new') symbols.add(command.symbol ?? 'X');
  }
  if (symbols.size > 1) used.add('symbols');
  return used;
}

function usesOf(command: Command): Capability[] {
  switch (command.op) {
    case 'cancel':
    case 'time':
      return [];
    case 'resume':
      return ['halt'];
    case 'uncross':
      return ['auction'];
    case 'restore':
      return ['snapshot'];
    case 'new': {
      const { type = 'limit', tif = 'gtc' } = command;
      const uses: Capability[] = tif === 'gtc' ? [type] : [type, tif];
      if (command.postOnly) uses.push('post-only');
      if (command.reduceOnly) uses.push('reduce-only');
      if (command.minQuantity !== undefined) uses.push('min-quantity');
      if (command.display !== undefined) uses.push('iceberg');
      if (command.oco !== undefined) uses.push('oco');
      if (command.stp !== undefined) uses.push('self-trade');
      return uses;
    }
    default:
      return [command.op];
  }
}
