import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

interface Wish {
  readonly address: string;
  readonly ratePerSecond: number;
  readonly seed: number;
}

type Fields = Record<string, unknown>;

/** Of nobody in the run: an order of this account is one that should have been refused. */
const account = '999999';
const tickMs = 10;
/** Every so many requests, bytes that are no HTTP at all. */
const garbageEvery = 25;

/** One wrong thing each, in an order that would be fine otherwise. */
const spoilers: readonly ((order: Fields, draw: (to: number) => number) => unknown)[] = [
  (order, draw) => JSON.stringify(order).slice(0, 1 + draw(80)),
  () => '[]',
  () => 'null',
  () => '"an order"',
  () => '',
  () => '{"__proto__": {"side": "buy"}}',
  (order, draw) => JSON.stringify(without(order, draw)),
  (order) => ({ ...order, price: 100 }),
  (order) => ({ ...order, quantity: true }),
  (order) => ({ ...order, quantity: null }),
  (order) => ({ ...order, price: { $gt: '' } }),
  (order) => ({ ...order, price: ['10000'] }),
  (order, draw) => ({ ...order, price: pick(badAmounts, draw) }),
  (order, draw) => ({ ...order, quantity: pick(badAmounts, draw) }),
  (order, draw) => ({ ...order, side: pick(['up', 'BUY', '', 'buy ', 0], draw) }),
  (order, draw) => ({ ...order, symbol: pick(['Z', 'x', '../X', '', 'X\u0000'], draw) }),
  (order, draw) => ({ ...order, timeInForce: pick(['forever', 'GTC ', 1, ''], draw) }),
  (order, draw) => ({ ...order, type: pick(['teleport', '', 7], draw) }),
  (order, draw) => ({ ...order, clientOrderId: pick(['', 'a b', 'a\nb', '\u00e9'], draw) }),
  (order) => ({ ...order, clientOrderId: 'x'.repeat(65) }),
  (order) => ({ ...order, account: '' }),
  (order) => ({ ...order, isAdmin: true }),
  (order) => ({ ...order, price: '1'.repeat(70_000) }),
];

const badAmounts = [
  '0',
  '-5',
  '+5',
  '1e3',
  '1.5',
  ' 7',
  '7 ',
  '007',
  '0x10',
  '',
  'NaN',
  'Infinity',
];

/**
 * Requests that a venue must refuse, from a seed: bodies that are no JSON, wrong types, numbers out
 * of range, unknown names, too much of everything; and bytes that are no HTTP.
 */
export function sendMalformed({ address, ratePerSecond, seed }: Wish): void {
  const generator = xoroshiro128plus(seed);
  const draw = (to: number) => uniformInt(generator, 0, to - 1);
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const began = performance.now();
  let sent = 0;
  setInterval(() => {
    const due = ((performance.now() - began) * ratePerSecond) / 1_000;
    for (; sent < due; sent += 1) {
      if (sent % garbageEvery === garbageEvery - 1) sendGarbage(address, draw);
      else post(address, agent, spoiled(sent, draw));
    }
  }, tickMs);
}

function spoiled(index: number, draw: (to: number) => number): string {
  const order: Fields = {
    clientOrderId: `malformed-${index}`,
    account,
    symbol: 'X',
    side: draw(2) === 0 ? 'buy' : 'sell',
    timeInForce: 'ioc',
    price: String(9_900 + draw(200)),
    quantity: String(1 + draw(20)),
  };
  const body = spoilers[draw(spoilers.length)]?.(order, draw);
  return typeof body === 'string' ? body : JSON.stringify(body);
}

/** Without a field that an order cannot do without. */
function without(order: Fields, draw: (to: number) => number): Fields {
  const needed = ['clientOrderId', 'account', 'symbol', 'side', 'price', 'quantity'];
  const gone = pick(needed, draw);
  return Object.fromEntries(Object.entries(order).filter(([name]) => name !== gone));
}

function pick<T>(from: readonly T[], draw: (to: number) => number): T {
  return from[draw(from.length)] as T;
}

function post(address: string, agent: Agent, body: string): void {
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const [host, port] = address.split(':');
  const target = { host, port, path: '/orders', method: 'POST', agent, headers };
  const sending = request(target, (response) => response.resume());
  sending.on('error', () => {});
  sending.end(body);
}

function sendGarbage(address: string, draw: (to: number) => number): void {
  const [host, port] = address.split(':');
  const bytes = Buffer.from(Array.from({ length: 200 }, () => draw(256)));
  const socket = connect(Number(port), host ?? '', () => socket.end(bytes));
  socket.setTimeout(1_000, () => socket.destroy());
  socket.on('error', () => {});
  socket.resume();
}
