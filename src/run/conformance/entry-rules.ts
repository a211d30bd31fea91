import { referencePrice } from '#contract/generator.ts';
import type { Sent } from './desk.ts';
import { gatewaysOf, type Rule, resting, type Trial } from './trial.ts';

const tradePrice = referencePrice + 40;

/** What is told of one operation at a time, while nothing is wrong. */
export const entryRules: readonly Rule[] = [
  {
    id: 'accepts-with-position',
    says: 'an order is accepted in bounded time, with an order id, a sequence and an epoch',
    async attempt(trial) {
      const { desk, topology } = trial;
      const wrong: string[] = [];
      for (const gateway of gatewaysOf(trial)) {
        for (const symbol of topology.symbols) {
          const one = await desk.enter(gateway, resting(symbol));
          wrong.push(...positionOf(one, trial));
        }
      }
      return [...wrong, ...sameTwice(trial)];
    },
  },
  {
    id: 'refuses-malformed',
    says: 'an order that no venue can take is rejected with a code (400), and never executed',
    async attempt(trial) {
      const [gateway = ''] = gatewaysOf(trial);
      const [symbol = ''] = trial.topology.symbols;
      const bad = [
        { ...resting(symbol), quantity: 0 },
        { ...resting(symbol), price: -1 },
        resting('NO-SUCH-SYMBOL'),
      ];
      const wrong: string[] = [];
      for (const entry of bad) {
        const told = `${entry.quantity} ${entry.symbol} at ${entry.price}`;
        wrong.push(...refused(await trial.desk.enter(gateway, entry), told, trial));
      }
      return wrong;
    },
  },
  {
    id: 'refuses-unknown-order',
    says: 'a cancel of an order that never was is rejected as unknown-order (404)',
    async attempt(trial) {
      const order = firstResting(trial);
      if (order === undefined) return { unknown: 'no order was accepted' };
      const one = await trial.desk.cancel(order.gateway, order, 'no-such-order');
      const wrong = refused(one, 'a cancel of no-such-order', trial);
      const { code } = one.told ?? {};
      if (wrong.length > 0 || code === 'unknown-order') return wrong;
      return [`the code of an unknown order is unknown-order, received ${code}`];
    },
  },
  {
    id: 'repeats-first-outcome',
    says: 'the same client order id, through any gateway, gives the first outcome again',
    async attempt(trial) {
      const order = firstResting(trial);
      if (order === undefined) return { unknown: 'no order was accepted' };
      const wrong: string[] = [];
      for (const gateway of gatewaysOf(trial)) {
        wrong.push(...sameAnswer(order, await trial.desk.again(gateway, order), trial));
      }
      return wrong;
    },
  },
  {
    id: 'cancels-once',
    says: 'a cancel says how much it took, says it again when repeated, and then there is no more',
    attempt: cancelsOnce,
  },
  {
    id: 'tells-fills',
    says: 'a trade is told with its price and quantity',
    attempt: tellsFills,
  },
];

async function cancelsOnce(trial: Trial) {
  const { desk, topology } = trial;
  const [gateway = ''] = gatewaysOf(trial);
  const order = await desk.enter(gateway, resting(topology.symbols[0] ?? ''));
  if (order.told?.outcome !== 'accepted') return { unknown: 'no order was accepted' };
  const first = await desk.cancel(gateway, order);
  const wrong = positionOf(first, trial, 'cancel');
  if (wrong.length > 0) return wrong;
  const quantity = order.operation.kind === 'new' ? order.operation.quantity : 0;
  if (first.told?.quantity !== quantity) {
    wrong.push(`a cancel of ${quantity} open lots told ${first.told?.quantity} cancelled`);
  }
  wrong.push(...sameAnswer(first, await desk.again(gateway, first), trial));
  const second = await desk.cancel(gateway, order);
  return [...wrong, ...refused(second, 'a second cancel of one order', trial)];
}

async function tellsFills(trial: Trial) {
  const { desk, topology } = trial;
  const [gateway = ''] = gatewaysOf(trial);
  const [symbol = ''] = topology.symbols;
  const common = { symbol, price: tradePrice } as const;
  const maker = await desk.enter(gateway, { ...common, side: 'sell', quantity: 5, tif: 'gtc' });
  if (maker.told?.outcome !== 'accepted') return { unknown: 'no resting order was accepted' };
  const taker = await desk.enter(gateway, { ...common, side: 'buy', quantity: 3, tif: 'ioc' });
  const { outcome, quantity, fills = [] } = taker.told ?? {};
  if (outcome !== 'accepted') return [`expected accepted, received ${heard(taker, trial)}`];
  const shown = JSON.stringify(fills);
  if (quantity === 3 && shown === JSON.stringify([[tradePrice, 3]])) return [];
  return [`3 lots at ${tradePrice} traded; told ${quantity} lots and the fills ${shown}`];
}

function firstResting({ desk }: Trial): Sent | undefined {
  return desk.sent.find((one) => one.operation.kind === 'new' && one.told?.outcome === 'accepted');
}

/** What was told, as a sentence needs it. */
function heard({ told }: Sent, { boundMs }: Trial): string {
  if (told === undefined) return `no answer within ${boundMs} ms`;
  return told.code === undefined ? told.outcome : `${told.outcome} (${told.code})`;
}

function positionOf(one: Sent, trial: Trial, what = 'order'): string[] {
  const { told } = one;
  if (told?.outcome !== 'accepted') {
    return [`${one.gateway}: expected accepted, received ${heard(one, trial)}`];
  }
  const wrong: string[] = [];
  const where = `${one.gateway}: an accepted ${what}`;
  if (what === 'order' && !told.orderId) wrong.push(`${where} has no order id`);
  if (!isPosition(told.sequence)) wrong.push(`${where} has the sequence ${told.sequence}`);
  if (!isPosition(told.epoch)) wrong.push(`${where} has the epoch ${told.epoch}`);
  if (told.atNs < one.sentNs || told.atNs > process.hrtime.bigint()) {
    wrong.push(`${where} was heard at a time that is not between sending and now`);
  }
  return wrong;
}

function isPosition(value: number | undefined): boolean {
  return value !== undefined && Number.isSafeInteger(value) && value >= 1;
}

function sameTwice({ desk }: Trial): string[] {
  const seen = new Set<string>();
  return desk.sent.flatMap(({ told }) => {
    if (told?.outcome !== 'accepted') return [];
    return [`order id ${told.orderId}`, `sequence ${told.sequence}`].flatMap((name) => {
      if (!seen.has(name)) {
        seen.add(name);
        return [];
      }
      return name.endsWith('undefined') ? [] : [`two orders were told the same ${name}`];
    });
  });
}

function refused(one: Sent, what: string, trial: Trial): string[] {
  const { outcome, code } = one.told ?? {};
  if (outcome !== 'rejected') {
    return [`${what}: expected rejected, received ${heard(one, trial)}`];
  }
  return code === undefined || code === '' ? [`${what} was rejected without a code`] : [];
}

function sameAnswer(before: Sent, after: Sent, trial: Trial): string[] {
  if (after.told === undefined) return [`${after.gateway}: ${heard(after, trial)}`];
  return (['outcome', 'orderId', 'sequence', 'epoch', 'quantity'] as const).flatMap((name) => {
    const [first, second] = [before.told?.[name], after.told?.[name]];
    if (first === second) return [];
    return [`${after.gateway}: delivered again, its ${name} was ${second} and not ${first}`];
  });
}
