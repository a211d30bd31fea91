import type { Intent, Side, Told } from 'proofhouse/contract';
import type { Draw } from './draw.ts';
import { deep, isDeep, near, otherSide, outside, trackLiquidity } from './liquidity.ts';
import { targetStock } from './stock.ts';

/**
 * What the witness believes of its own orders in one symbol; it corrects itself by what it is told.
 */
export interface Book {
  seeding(): Intent[];
  rest(lane: number, gateway: string): Intent;
  match(lane: number, gateway: string): Intent;
  cancel(lane: number, gateway: string): Intent;
  /**
   * Whatever the book lacks: liquidity, or deep orders to cancel; else an order that does nothing.
   */
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

const seedLots = 300;
const lots = { low: 300, wanted: 1_000, high: 1_600 } as const;
/** One near order of up to 30 lots feeds the four match orders of up to 9 lots that follow. */
const restsPerNear = 4;
/** What was told accepted so shortly before an outage may be lost with it. */
const doubtSeconds = 1;
/** Seconds of cancelling that the seeded and the full stock of deep orders last. */
const stockSeconds = { seeded: 4, full: 12 } as const;
const seededMax = 500;

export function openBook(setting: BookSetting): Book {
  const { symbol, draw, cancelsPerSecond } = setting;
  const liquidity = trackLiquidity();
  const flying = new Map<number, Intent>();
  const stockMax = Math.ceil(Math.max(64, cancelsPerSecond * stockSeconds.full));
  const stock = targetStock({
    draw,
    patience: Math.max(16, Math.ceil(cancelsPerSecond / 2)),
    doubtful: setting.sentPerSecond * doubtSeconds,
  });
  const shape = shaper(setting);
  let rests = 0;

  return {
    seeding: () => shape.seeding(),
    rest(lane, gateway) {
      const isNear = rests++ % restsPerNear === 0;
      return isNear
        ? shape.resting(lane, gateway, liquidity.needy(), near)
        : shape.resting(lane, gateway, shape.anySide(), deep);
    },
    match(lane, gateway) {
      const drawn = shape.anySide();
      const hit = liquidity.of(drawn) < lots.low ? otherSide(liquidity.needy()) : drawn;
      return shape.taking(lane, gateway, hit, liquidity.of(hit) > lots.high);
    },
    cancel: (lane, gateway) => ({ kind: 'cancel', lane, gateway, symbol, target: stock.take() }),
    upkeep(gateway) {
      const needy = liquidity.needy();
      if (liquidity.of(needy) < lots.wanted) return shape.resting(-1, gateway, needy, near);
      if (stock.size() < stockMax) return shape.resting(-1, gateway, shape.anySide(), deep);
      return shape.idle(gateway);
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
      if (intent?.kind !== 'new' || told.outcome !== 'accepted') return;
      if (isDeep(intent)) {
        if (intent.tif === 'gtc') stock.add(told.op);
      } else if (intent.tif === 'gtc') liquidity.added(intent);
      else liquidity.taken(intent, told);
    },
  };
}

type Zone = { readonly from: number; readonly to: number };

/** The orders that the witness sends in one symbol. */
interface Shaper {
  anySide(): Side;
  resting(lane: number, gateway: string, side: Side, zone: Zone): NewIntent;
  /** An order that trades with what rests on the side `hit`. */
  taking(lane: number, gateway: string, hit: Side, isLarge: boolean): NewIntent;
  /** Accepted, and changes nothing. */
  idle(gateway: string): NewIntent;
  seeding(): NewIntent[];
}

function shaper({ symbol, gateways, firstAccount, cancelsPerSecond, draw }: BookSetting): Shaper {
  const order = (lane: number, gateway: string, what: Partial<NewIntent>): NewIntent => ({
    kind: 'new',
    lane,
    gateway,
    symbol,
    account: firstAccount + gateways.indexOf(gateway),
    side: 'buy',
    tif: 'gtc',
    price: outside('buy', deep.to),
    quantity: draw(10, 30),
    ...what,
  });
  const through = (at: number): string => gateways[at % gateways.length] as string;
  const anySide = (): Side => (draw(0, 1) === 0 ? 'buy' : 'sell');
  const resting: Shaper['resting'] = (lane, gateway, side, zone) =>
    order(lane, gateway, { side, price: outside(side, draw(zone.from, zone.to)) });

  return {
    anySide,
    resting,
    taking: (lane, gateway, hit, isLarge) =>
      order(lane, gateway, {
        account: firstAccount + 100 + gateways.indexOf(gateway),
        side: otherSide(hit),
        tif: 'ioc',
        price: outside(hit, near.to),
        quantity: isLarge ? draw(10, 30) : draw(1, 9),
      }),
    idle: (gateway) => order(-1, gateway, { tif: 'ioc', quantity: 1 }),
    seeding() {
      const prices = Array.from({ length: near.to - near.from + 1 }, (_, at) => near.from + at);
      const nearOrders = prices.flatMap((ticks, at) =>
        (['buy', 'sell'] as const).map((side) =>
          order(-1, through(at), { side, price: outside(side, ticks), quantity: seedLots }),
        ),
      );
      const wanted = Math.max(16, Math.ceil(cancelsPerSecond * stockSeconds.seeded));
      const deepOrders = Array.from({ length: Math.min(wanted, seededMax) }, (_, at) =>
        resting(-1, through(at), anySide(), deep),
      );
      return [...nearOrders, ...deepOrders];
    },
  };
}
