import { type Intent, referencePrice, type Side, type Told } from 'proofhouse/contract';
import type { Draw } from './draw.ts';
import { type Stock, targetStock } from './stock.ts';

/** What the witness believes of its own orders in one symbol; it corrects itself by what it is told. */
export interface Book {
  seeding(): Intent[];
  rest(lane: number, gateway: string): Intent;
  match(lane: number, gateway: string): Intent;
  cancel(lane: number, gateway: string): Intent;
  /** Whatever the book lacks: liquidity, or deep orders to cancel; else an order that does nothing. */
  upkeep(gateway: string): Intent;
  sent(intent: Intent, op: number): void;
  told(told: Told): void;
}

export interface BookSetting {
  readonly symbol: string;
  readonly gateways: readonly string[];
  readonly firstAccount: number;
  readonly cancelsPerSecond: number;
  /** Operations a second in all symbols. */
  readonly sentPerSecond: number;
  readonly draw: Draw;
}

type NewIntent = Extract<Intent, { kind: 'new' }>;

const near = { from: 3, to: 6 } as const;
const deep = { from: 20, to: 24 } as const;
const seedLots = 300;
const liquidity = { low: 300, wanted: 1_000, high: 1_600 } as const;
/** One near order of up to 30 lots feeds the four match orders of up to 9 lots that follow. */
const restsPerNear = 4;
/** What was told accepted so shortly before an outage may be lost with it. */
const doubtSeconds = 1;
/** Seconds of cancelling that the seeded and the full stock of deep orders last. */
const stockSeconds = { seeded: 4, full: 12 } as const;

export function openBook({ symbol, gateways, firstAccount, ...setting }: BookSetting): Book {
  const { draw } = setting;
  const lots = { buy: 0, sell: 0 };
  const flying = new Map<number, Intent>();
  const stockMax = Math.ceil(Math.max(64, setting.cancelsPerSecond * stockSeconds.full));
  const stock: Stock = targetStock({
    draw,
    patience: Math.max(16, Math.ceil(setting.cancelsPerSecond / 2)),
    doubtful: setting.sentPerSecond * doubtSeconds,
  });
  let rests = 0;

  const order = (lane: number, gateway: string, what: Partial<NewIntent>): NewIntent => ({
    kind: 'new',
    lane,
    gateway,
    symbol,
    account: firstAccount + gateways.indexOf(gateway),
    side: 'buy',
    tif: 'gtc',
    price: referencePrice,
    quantity: draw(10, 30),
    ...what,
  });
  const resting = (lane: number, gateway: string, side: Side, zone: Zone): NewIntent =>
    order(lane, gateway, { side, price: outside(side, draw(zone.from, zone.to)) });
  const needy = (): Side => (lots.buy <= lots.sell ? 'buy' : 'sell');
  const anySide = (): Side => (draw(0, 1) === 0 ? 'buy' : 'sell');

  return {
    seeding() {
      const through = (at: number): string => gateways[at % gateways.length] as string;
      const prices = [near.from, near.from + 1, near.from + 2, near.to];
      const nearOrders = prices.flatMap((ticks, at) =>
        sides.map((side) =>
          order(-1, through(at), { side, price: outside(side, ticks), quantity: seedLots }),
        ),
      );
      const count = Math.max(16, Math.ceil(setting.cancelsPerSecond * stockSeconds.seeded));
      const deepOrders = Array.from({ length: Math.min(count, 500) }, (_, at) =>
        resting(-1, through(at), anySide(), deep),
      );
      return [...nearOrders, ...deepOrders];
    },
    rest(lane, gateway) {
      const isNear = rests++ % restsPerNear === 0;
      return isNear
        ? resting(lane, gateway, needy(), near)
        : resting(lane, gateway, anySide(), deep);
    },
    match(lane, gateway) {
      const drawn = anySide();
      const hit = lots[drawn] < liquidity.low ? other(needy()) : drawn;
      return order(lane, gateway, {
        account: firstAccount + 100 + gateways.indexOf(gateway),
        side: other(hit),
        tif: 'ioc',
        price: outside(hit, near.to),
        quantity: lots[hit] > liquidity.high ? draw(10, 30) : draw(1, 9),
      });
    },
    cancel: (lane, gateway) => ({ kind: 'cancel', lane, gateway, symbol, target: stock.take() }),
    upkeep(gateway) {
      if (lots[needy()] < liquidity.wanted) return resting(-1, gateway, needy(), near);
      if (stock.size() < stockMax) return resting(-1, gateway, anySide(), deep);
      return order(-1, gateway, { tif: 'ioc', price: outside('buy', deep.to), quantity: 1 });
    },
    sent(intent, op) {
      flying.set(op, intent);
      stock.passed(op);
      if (intent.kind === 'new' && intent.tif === 'gtc') stock.known(op);
    },
    told(told) {
      const intent = flying.get(told.op);
      flying.delete(told.op);
      stock.heard(told.outcome);
      if (intent?.kind === 'cancel') stock.settle(intent.target, told.outcome);
      else if (intent !== undefined && told.outcome === 'accepted') count(intent, told);
    },
  };

  function count(intent: NewIntent, told: Told): void {
    if (intent.tif === 'gtc') {
      if (isDeep(intent.price)) stock.add(told.op);
      else lots[intent.side] += intent.quantity;
      return;
    }
    if (isDeep(intent.price)) return;
    const hit = other(intent.side);
    const own = told.fills?.filter(([price]) => Math.abs(price - referencePrice) >= near.from);
    const taken = own?.reduce((sum, [, quantity]) => sum + quantity, 0) ?? told.quantity;
    // Nothing traded: whatever was believed to rest there is not there.
    lots[hit] = told.quantity === 0 ? 0 : Math.max(0, lots[hit] - (taken ?? intent.quantity));
  }
}

type Zone = { readonly from: number; readonly to: number };
const sides = ['buy', 'sell'] as const;

function outside(side: Side, ticks: number): number {
  return side === 'buy' ? referencePrice - ticks : referencePrice + ticks;
}

function other(side: Side): Side {
  return side === 'buy' ? 'sell' : 'buy';
}

function isDeep(price: number): boolean {
  return Math.abs(price - referencePrice) >= deep.from;
}
