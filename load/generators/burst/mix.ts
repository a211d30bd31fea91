import { type Intent, type OrderKind, referencePrice, type Side } from 'proofhouse/contract';

/** Ticks from the reference: where the burst trades, and where its orders wait to be changed. */
const touch = { from: 1, to: 2 } as const;
const parked = { from: 8, to: 10 } as const;
/** Parked orders a symbol beyond which the burst cancels instead of adding. */
const parkedMax = 60;

interface Parked {
  readonly op: number;
  readonly account: number;
  readonly side: Side;
}

export interface Mix {
  next(symbol: string, gateway: string, op: number): Intent;
  told(op: number, accepted: boolean): void;
}

export interface MixSetting {
  readonly symbols: readonly string[];
  readonly firstAccount: number;
  readonly kinds: ReadonlySet<OrderKind>;
  draw(from: number, to: number): number;
}

/**
 * Limit orders at the touch and behind it, immediate ones that take, cancels of the parked ones;
 * and, where the venue takes them, in the place of some of these: post-only, fill-or-kill and
 * market orders, new terms, and now and then a mass cancel of one account in one symbol. The draws
 * do not depend on what is taken, so that a venue that takes less gets the same flow otherwise.
 */
export function drawMix({ symbols, firstAccount, kinds, draw }: MixSetting): Mix {
  const waiting = new Map<string, Parked[]>(symbols.map((symbol) => [symbol, []]));
  const sent = new Map<number, Intent>();
  const waitingOf = (symbol: string): Parked[] => waiting.get(symbol) as Parked[];

  const add = (symbol: string, gateway: string, tif: 'gtc' | 'ioc', ticks: number): Intent => {
    const side: Side = draw(0, 1) === 0 ? 'buy' : 'sell';
    const account = firstAccount + draw(0, 3) + (tif === 'ioc' ? 100 : 0);
    // Taking slightly more than is given keeps the touch from growing.
    const quantity = draw(1, tif === 'ioc' ? 24 : 20);
    const order = { kind: 'new', lane: -1, gateway, account, symbol, side, quantity } as const;
    const special = draw(1, 100);
    if (tif === 'gtc') {
      const postOnly = special <= 20 && kinds.has('post-only');
      return { ...order, tif, price: at(side, ticks), ...(postOnly ? { postOnly } : {}) };
    }
    if (special <= 10 && kinds.has('market')) return { ...order, tif, price: 0, market: true };
    const fok = special > 70 && kinds.has('fok');
    return { ...order, tif: fok ? 'fok' : tif, price: at(side, ticks) };
  };

  const change = (symbol: string, gateway: string): Intent => {
    const orders = waitingOf(symbol);
    const place = draw(0, orders.length - 1);
    const { op: target, account, side } = orders[place] as Parked;
    const special = draw(1, 100);
    const ticks = draw(parked.from, parked.to);
    const quantity = draw(1, 20);
    const common = { lane: -1, gateway, symbol } as const;
    if (special <= 3 && kinds.has('mass-cancel')) {
      const others = orders.filter((one) => one.account !== account);
      waiting.set(symbol, others);
      return { kind: 'mass-cancel', ...common, account };
    }
    const trades = special > 94;
    if (special > 60 && kinds.has('replace')) {
      if (trades) remove(orders, place);
      const price = at(side, trades ? -touch.to : ticks);
      return { kind: 'replace', ...common, target, price, quantity };
    }
    remove(orders, place);
    return { kind: 'cancel', ...common, target };
  };

  const drawIntent = (symbol: string, gateway: string): Intent => {
    const dice = draw(1, 100);
    if (dice <= 30) return add(symbol, gateway, 'gtc', draw(touch.from, touch.to));
    if (dice <= 60) return add(symbol, gateway, 'ioc', -touch.to);
    const { length } = waitingOf(symbol);
    if ((dice > 80 || length > parkedMax) && length > 0) return change(symbol, gateway);
    return add(symbol, gateway, 'gtc', draw(parked.from, parked.to));
  };

  return {
    next(symbol, gateway, op) {
      const intent = drawIntent(symbol, gateway);
      sent.set(op, intent);
      return intent;
    },
    told(op, accepted) {
      const intent = sent.get(op);
      sent.delete(op);
      if (intent?.kind !== 'new' || !accepted || intent.tif !== 'gtc') return;
      const { symbol, account, side, price } = intent;
      if (Math.abs(price - referencePrice) >= parked.from) {
        waitingOf(symbol).push({ op, account, side });
      }
    },
  };
}

/** An order to trade stands on the far side of the reference, a resting one on its own. */
function at(side: Side, ticks: number): number {
  return referencePrice + (side === 'buy' ? -ticks : ticks);
}

function remove(orders: Parked[], place: number): void {
  orders[place] = orders.at(-1) as Parked;
  orders.pop();
}
