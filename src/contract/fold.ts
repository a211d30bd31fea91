import type { Handlers } from './check.ts';
import type { HistoryEvent } from './history.ts';

type AnyHandler = (event: HistoryEvent) => void;

/**
 * Delivers events to the folds that subscribed to their type; serves the run and the judge alike.
 */
export function driveFolds(folds: readonly { readonly on: Handlers }[]): AnyHandler {
  const table = new Map<string, AnyHandler[]>();
  for (const fold of folds) {
    for (const [type, handler] of Object.entries(fold.on)) {
      const handlers = table.get(type) ?? [];
      handlers.push(handler as AnyHandler);
      table.set(type, handlers);
    }
  }
  return (event) => {
    const handlers = table.get(event.type);
    if (handlers === undefined) return;
    for (const handler of handlers) handler(event);
  };
}
