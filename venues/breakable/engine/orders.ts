import { admit, type Refusal, refuseReplace } from './admission.ts';
import { moveToTail, remove, removeCancelled, rest } from './levels.ts';
import { bury, cancel, execute, kill } from './matching.ts';
import { type CommandLine, type Engine, isStop, type Level, type Order, tell } from './state.ts';
import { arm, trailFirst } from './stops.ts';

export function newOrder(engine: Engine, command: CommandLine): void {
  const order = orderOf(engine, command);
  if (order.type === 'trailing-stop' && command.trigger === undefined) trailFirst(engine, order);
  const refusal = admit(engine, order, command);
  if (refusal) {
    refuse(engine, order.id, refusal);
    return;
  }
  engine.orders.set(order.id, order);
  engine.arrivals += 1;
  order.arrival = engine.arrivals;
  order.expires = expiryOf(engine, command);
  const late = engine.mutant === 'trades-before-ack';
  if (!late) tell(engine, 'accepted', { id: order.id });
  const other = order.oco === '' ? undefined : engine.orders.get(order.oco);
  if (other) other.oco = order.id;
  if (isStop(order)) arm(engine, order);
  else execute(engine, order);
  if (late) tell(engine, 'accepted', { id: order.id });
}

const dayNs = 86_400_000_000_000n;

function expiryOf(engine: Engine, command: CommandLine): bigint {
  if (command.tif === 'day') return (engine.now / dayNs + 1n) * dayNs;
  return command.tif === 'gtt' ? BigInt(String(command.expires)) : 0n;
}

export function refuse(engine: Engine, id: string, code: Refusal): void {
  tell(engine, 'rejected', { id, code });
  if (engine.mutant === 'garbage-after-reject') engine.garbage = true;
}

function orderOf(engine: Engine, command: CommandLine): Order {
  const text = (field: string, otherwise: string): string =>
    typeof command[field] === 'string' ? (command[field] as string) : otherwise;
  const quantity = quantityOf(engine, text('quantity', '0'));
  return {
    id: text('id', ''),
    account: text('account', '0'),
    symbol: text('symbol', 'X'),
    side: command.side === 'sell' ? 'sell' : 'buy',
    type: text('type', 'limit'),
    tif: text('tif', 'gtc'),
    price: priceOf(engine, text('price', '0')),
    quantity,
    executed: 0,
    leaves: quantity,
    display: Number(text('display', '0')),
    shown: 0,
    trigger: Number(text('trigger', '0')),
    trail: Number(text('trail', '0')),
    expires: 0n,
    arrival: 0,
    place: 0,
    stp: text('stp', ''),
    oco: text('oco', ''),
    postOnly: command.postOnly === true,
    reduceOnly: command.reduceOnly === true,
    minQuantity: Number(text('minQuantity', '0')),
    state: 'dormant',
    level: null,
    previous: null,
    next: null,
  };
}

export function priceOf(engine: Engine, text: string): number {
  return engine.mutant === 'narrow-price' ? Number(text) | 0 : Number(text);
}

export function quantityOf(engine: Engine, text: string): number {
  return engine.mutant === 'float-quantity' ? Math.fround(Number(text)) : Number(text);
}

/** The live order a command names, or why it cannot be had. */
function find(engine: Engine, command: CommandLine, ignoresOwner: boolean): Order | Refusal {
  const order = engine.orders.get(command.id as string);
  if (!order || order.state === 'dead') return 'unknown-order';
  const foreign = command.account !== undefined && command.account !== order.account;
  return foreign && !ignoresOwner ? 'not-owner' : order;
}

export function cancelOrder(engine: Engine, command: CommandLine): void {
  const id = command.id as string;
  const { mutant } = engine;
  const found = find(engine, command, mutant === 'cancel-ignores-owner');
  if (typeof found === 'string') {
    const dead = engine.orders.get(id);
    const acks =
      (mutant === 'cancel-of-filled-acked' && dead?.leaves === 0 && dead.executed > 0) ||
      (mutant === 'cancel-twice-acked' && dead && dead.executed < dead.quantity);
    if (!acks) {
      refuse(engine, id, found);
      return;
    }
    tell(engine, 'cancelled', { id, quantity: String(dead.leaves), reason: 'requested' });
    return;
  }
  const told = mutant === 'cancel-tells-original-quantity' ? found.quantity : found.leaves;
  tell(engine, 'cancelled', { id, quantity: String(told), reason: 'requested' });
  removeCancelled(engine, found);
  if (mutant === 'cancel-leaves-ghost' && found.level) return;
  bury(engine, found);
  found.leaves = 0;
}

export function reduceOrder(engine: Engine, command: CommandLine): void {
  const found = find(engine, command, false);
  const id = command.id as string;
  if (typeof found === 'string') {
    refuse(engine, id, found);
    return;
  }
  const by = Number(command.by);
  if (by === found.leaves) {
    cancel(engine, found, 'requested');
    return;
  }
  if (!(by > 0 && by < found.leaves)) {
    if (engine.mutant !== 'reduce-underflows' || !(by > 0)) {
      refuse(engine, id, 'bad-quantity');
      return;
    }
    found.leaves += 2 ** 32;
  }
  setLeaves(found, found.leaves - by);
  if (engine.mutant === 'reduce-loses-place' && found.level) moveToTail(found.level, found);
  tellReplaced(engine, found);
}

function setLeaves(order: Order, leaves: number): void {
  if (order.level) order.level.total += leaves - order.leaves;
  order.quantity += leaves - order.leaves;
  order.leaves = leaves;
  order.shown = order.display === 0 ? leaves : Math.min(order.shown, leaves);
}

function tellReplaced(engine: Engine, order: Order): void {
  const price = order.price > 0 ? { price: String(order.price) } : {};
  tell(engine, 'replaced', { id: order.id, ...price, quantity: String(order.leaves) });
}

export function replaceOrder(engine: Engine, command: CommandLine): void {
  const id = command.id as string;
  const { mutant, habits } = engine;
  const found = find(engine, command, mutant === 'replace-ignores-owner');
  if (typeof found === 'string') {
    refuse(engine, id, found);
    return;
  }
  const price = command.price === undefined ? found.price : priceOf(engine, String(command.price));
  const executed = habits.replaceQuantity === 'total' ? found.executed : 0;
  const gained = mutant === 'replace-forgets-fills' ? found.executed : 0;
  const asked =
    command.quantity === undefined
      ? found.leaves + executed
      : quantityOf(engine, String(command.quantity)) + gained;
  const refusal =
    mutant === 'replace-unvalidated'
      ? undefined
      : refuseReplace(engine, found, price, asked, asked - executed);
  if (refusal) {
    if (mutant === 'replace-not-atomic') kill(engine, found);
    refuse(engine, id, refusal);
    return;
  }
  reenter(engine, found, price, asked - executed);
}

/** Gives an order its new price and quantity, and with them its new place. */
function reenter(engine: Engine, order: Order, price: number, leaves: number): void {
  const { mutant, habits } = engine;
  const smaller = leaves <= order.leaves && habits.replacePriority === 'keep';
  const keeps = smaller || mutant === 'replace-larger-keeps-place';
  if (order.state === 'dormant' || (price === order.price && keeps)) {
    setLeaves(order, leaves);
    order.price = price;
    tellReplaced(engine, order);
    return;
  }
  if (mutant === 'replace-price-keeps-level') {
    setLeaves(order, leaves);
    tell(engine, 'replaced', {
      id: order.id,
      price: String(price),
      quantity: String(leaves),
    });
  }
  const level = order.level as Level;
  remove(engine, order);
  order.quantity += leaves - order.leaves;
  order.leaves = leaves;
  order.price = price;
  tellReplaced(engine, order);
  if (mutant === 'replace-rests-crossed' && level.price !== price) {
    rest(engine, order);
    return;
  }
  execute(engine, order);
}
