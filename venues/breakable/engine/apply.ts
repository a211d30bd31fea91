import { queue } from './levels.ts';
import { kill } from './matching.ts';
import { cancelOrder, newOrder, reduceOrder, replaceOrder } from './orders.ts';
import { advance, killSwitch, massCancel, setBands, setPhase, uncross } from './sessions.ts';
import { digest, restore, snapshot } from './snapshot.ts';
import { type CommandLine, type Engine, type EventLine, tell } from './state.ts';
import { cascade } from './stops.ts';

/** Applies one command; returns its events, ended by `done`. */
export function apply(engine: Engine, command: CommandLine): readonly EventLine[] {
  engine.seq += 1;
  engine.events = [];
  advance(engine, command);
  dispatch(engine, command);
  for (const book of engine.books.values()) cascade(engine, book);
  misbehave(engine, command);
  tell(engine, 'done', isSmall(engine) ? { digest: digest(engine) } : {});
  return engine.events;
}

/** A digest costs the whole book: of a large one it is left out, as the stream allows. */
function isSmall(engine: Engine): boolean {
  let levels = 0;
  let orders = 0;
  for (const { buy, sell } of engine.books.values()) {
    levels += buy.length + sell.length;
    if (levels > 200) return false;
    for (const level of [...buy, ...sell]) orders += level.count;
  }
  return orders <= 200;
}

function dispatch(engine: Engine, command: CommandLine): void {
  switch (command.op) {
    case 'new':
      newOrder(engine, command);
      return;
    case 'cancel':
      cancelOrder(engine, command);
      return;
    case 'reduce':
      reduceOrder(engine, command);
      return;
    case 'replace':
      replaceOrder(engine, command);
      return;
    case 'mass-cancel':
      massCancel(engine, String(command.account), 'mass');
      return;
    case 'kill-switch':
      killSwitch(engine, command);
      return;
    case 'halt':
    case 'resume':
    case 'auction':
      setPhase(engine, command);
      return;
    case 'uncross':
      uncross(engine, command);
      return;
    case 'bands':
      setBands(engine, command);
      return;
    case 'snapshot':
      snapshot(engine);
      return;
    case 'restore':
      restore(engine, command.state);
      return;
    case 'time':
      return;
    default:
      tell(engine, 'rejected', { code: 'malformed' });
      return;
  }
}

/** The mutants of the machinery: they have no place in the matching. */
function misbehave(engine: Engine, command: CommandLine): void {
  const { mutant, events } = engine;
  const refused = events.some((event) => event.event === 'rejected');
  if (mutant === 'reject-costs-an-order' && refused && command.op === 'new') {
    const worst = [...engine.books.values()][0]?.buy.at(-1)?.tail;
    if (worst) kill(engine, worst);
  }
  if (mutant === 'random-queue' && Math.random() < 0.1) {
    const level = [...engine.books.values()][0]?.sell[0];
    const orders = level ? queue(level) : [];
    if (orders.length > 1) swapIds(orders);
  }
  if (mutant === 'wrong-seq' && command.op === 'cancel') {
    engine.events = events.map((event) => ({ ...event, seq: Math.max(1, event.seq - 1) }));
  }
  if (mutant === 'work-grows-with-history') {
    let checksum = 0;
    for (const order of engine.orders.values()) {
      for (let round = 0; round < 16; round += 1) checksum = (checksum + order.leaves) | 0;
    }
    if (checksum === 0.5) throw new Error('unreachable: keeps the work alive');
  }
}

/** The first two orders of a queue exchange their open lots: as if they had changed places. */
function swapIds(orders: readonly { leaves: number; shown: number }[]): void {
  const [first, second] = orders;
  if (!first || !second) return;
  [first.leaves, second.leaves] = [second.leaves, first.leaves];
  [first.shown, second.shown] = [second.shown, first.shown];
}
