/**
 * Client order ids carry the operation they belong to, so that a read can be matched without a
 * table.
 */

/** `<run tag>-<generator number>-<operation number>`; the tag is the run's, without dashes. */
export function clientOrderId(runTag: string, gen: number, op: number): string {
  return `${runTag}-${gen}-${op}`;
}

/** Generator and operation of a client order id of this run; undefined for anybody else's. */
export function parseClientOrderId(
  runTag: string,
  id: string,
): { gen: number; op: number } | undefined {
  if (!id.startsWith(runTag) || id.charCodeAt(runTag.length) !== 45) return undefined;
  const dash = id.indexOf('-', runTag.length + 1);
  if (dash < 0) return undefined;
  const gen = Number(id.slice(runTag.length + 1, dash));
  const op = Number(id.slice(dash + 1));
  return Number.isSafeInteger(gen) && Number.isSafeInteger(op) ? { gen, op } : undefined;
}
