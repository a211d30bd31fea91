import { cancel, kill } from './matching.ts';
import { type Book, bookOf, type CommandLine, type Engine, type Order, tell } from './state.ts';

function liveOrders(engine: Engine): Order[] {
  return [...engine.orders.values()].filter((order) => order.state !== 'dead');
}

/** Cancels an account's orders, symbol by symbol, in the order of their arrival. */
export function massCancel(engine: Engine, account: string, reason: string): void {
  const live = liveOrders(engine).sort((a, b) => a.arrival - b.arrival);
  for (const symbol of engine.books.keys()) {
    for (const order of live) {
      if (order.symbol !== symbol) continue;
      if (order.account !== account && engine.mutant !== 'mass-cancel-every-account') continue;
      if (order.side === 'sell' && engine.mutant === 'mass-cancel-one-side') continue;
      cancel(engine, order, reason);
    }
  }
}

export function killSwitch(engine: Engine, command: CommandLine): void {
  const account = String(command.account);
  if (command.on !== true) {
    engine.killed.delete(account);
    return;
  }
  engine.killed.add(account);
  if (engine.mutant !== 'kill-switch-leaves-orders') massCancel(engine, account, 'kill-switch');
}

/** Moves the clock, which never goes back, and ends what is past its time. */
export function advance(engine: Engine, command: CommandLine): void {
  if (command.at === undefined) return;
  const at = BigInt(String(command.at));
  if (at > engine.now) engine.now = at;
  if (engine.mutant === 'expiry-forgotten') return;
  const late = engine.mutant === 'expiry-one-late' ? 1n : 0n;
  const due = liveOrders(engine)
    .filter((order) => order.expires > 0n && order.expires + late <= engine.now)
    .sort((a, b) =>
      a.expires === b.expires ? a.arrival - b.arrival : a.expires < b.expires ? -1 : 1,
    );
  for (const order of due) {
    tell(engine, 'expired', { id: order.id, quantity: String(order.leaves) });
    kill(engine, order);
    order.leaves = 0;
  }
}

export function setPhase(engine: Engine, command: CommandLine): void {
  const symbol = String(command.symbol ?? 'X');
  const book = bookOf(engine, symbol);
  if (command.op === 'halt') {
    if (book.phase === 'auction') book.wasAuction = true;
    book.phase = 'halted';
    tell(engine, 'halted', { symbol });
    return;
  }
  if (command.op === 'resume') {
    if (book.phase === 'halted') book.phase = book.wasAuction ? 'auction' : 'open';
    book.wasAuction = false;
    tell(engine, 'resumed', { symbol });
    return;
  }
  const unusual = [...engine.orders.values()].some(
    (order) =>
      order.symbol === symbol &&
      order.state === 'resting' &&
      (order.display > 0 || order.reduceOnly || order.oco !== ''),
  );
  if (unusual) {
    tell(engine, 'rejected', { code: 'unsupported' });
    return;
  }
  book.phase = 'auction';
  book.wasAuction = false;
  tell(engine, 'auction-opened', { symbol });
}

export function setBands(engine: Engine, command: CommandLine): void {
  const book = bookOf(engine, String(command.symbol ?? 'X'));
  const low = Number(command.low);
  const high = Number(command.high);
  if (!(low > 0 && low <= high)) {
    tell(engine, 'rejected', { code: 'bad-price' });
    return;
  }
  book.low = low;
  book.high = high;
}

interface Auctioned {
  readonly price: number;
  readonly volume: number;
  readonly surplus: number;
}

/** One price for all, at which the most is traded; then trading goes on. */
export function uncross(engine: Engine, command: CommandLine): void {
  const symbol = String(command.symbol ?? 'X');
  const book = bookOf(engine, symbol);
  if (book.phase !== 'auction') {
    const code = book.wasAuction ? 'halted' : 'unsupported';
    tell(engine, 'rejected', { code });
    return;
  }
  const found = auctionPrice(engine, book);
  if (found && book.high > 0 && (found.price < book.low || found.price > book.high)) {
    tell(engine, 'rejected', { code: 'outside-bands' });
    return;
  }
  const price = String(found?.price ?? 0);
  tell(engine, 'uncrossed', { symbol, price, quantity: String(found?.volume ?? 0) });
  if (found) tradeAll(engine, book, found);
  book.phase = 'open';
}

function auctionPrice(engine: Engine, book: Book): Auctioned | undefined {
  const bid = book.buy[0]?.price ?? 0;
  const ask = book.sell[0]?.price ?? Number.POSITIVE_INFINITY;
  const prices = [...book.buy, ...book.sell]
    .map((level) => level.price)
    .filter((price) => price >= ask && price <= bid);
  const offers = [...new Set(prices)].sort((a, b) => a - b).map((price) => interest(book, price));
  if (engine.mutant === 'uncross-first-price') return offers.at(-1);
  const volume = Math.max(0, ...offers.map((offer) => offer.volume));
  const largest = offers.filter((offer) => offer.volume === volume);
  const least = Math.min(...largest.map((offer) => Math.abs(offer.surplus)));
  const even = largest.filter((offer) => Math.abs(offer.surplus) === least);
  if (volume === 0) return undefined;
  if (even.every((offer) => offer.surplus > 0)) return even.at(-1);
  if (even.every((offer) => offer.surplus < 0)) return even[0];
  const away = (offer: Auctioned): number => Math.abs(offer.price - book.lastPrice);
  return even.toSorted((a, b) => away(a) - away(b) || a.price - b.price)[0];
}

function interest(book: Book, price: number): Auctioned {
  let bought = 0;
  let sold = 0;
  for (const level of book.buy) if (level.price >= price) bought += level.total;
  for (const level of book.sell) if (level.price <= price) sold += level.total;
  return { price, volume: Math.min(bought, sold), surplus: bought - sold };
}

function tradeAll(engine: Engine, book: Book, { price, volume }: Auctioned): void {
  for (let left = volume; left > 0; ) {
    const bid = book.buy[0]?.head;
    const ask = book.sell[0]?.head;
    if (!bid || !ask) return;
    const quantity = Math.min(left, bid.leaves, ask.leaves);
    const [maker, taker] = bid.place < ask.place ? [bid, ask] : [ask, bid];
    tell(engine, 'traded', {
      price: String(price),
      quantity: String(quantity),
      maker: maker.id,
      taker: taker.id,
    });
    for (const order of [bid, ask]) fill(engine, order, quantity);
    book.lastPrice = price;
    book.firstSince ||= price;
    left -= quantity;
  }
}

function fill(engine: Engine, order: Order, quantity: number): void {
  const key = `${order.account} ${order.symbol}`;
  const signed = order.side === 'buy' ? quantity : -quantity;
  engine.positions.set(key, (engine.positions.get(key) ?? 0) + signed);
  if (order.level) order.level.total -= quantity;
  order.executed += quantity;
  order.leaves -= quantity;
  order.shown -= quantity;
  if (order.leaves === 0) kill(engine, order);
}
