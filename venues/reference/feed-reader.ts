import { on } from 'node:events';

/** The feed of the market-data service as the harness reads it: the wire's texts become numbers. */
export async function* readFeed(address: string, signal: AbortSignal): AsyncGenerator<Message> {
  const { WebSocket } = await import('ws');
  const socket = new WebSocket(`ws://${address}/feed`);
  try {
    // An error is thrown here, and a close ends the iteration.
    for await (const [text] of on(socket, 'message', { signal, close: ['close'] })) {
      yield readMessage(JSON.parse(String(text)) as Wire);
    }
    throw new Error('the connection was closed');
  } finally {
    socket.on('error', () => {});
    socket.terminate();
  }
}

type Order = [string, string, 'buy' | 'sell', number, number, 0 | 1];
type Trade = [string, string, number, number, string, string];
type At = { sequence: number; epoch: number; orders: Order[] };
type Message = ({ type: 'feed-snapshot' } & At) | ({ type: 'feed'; trades: Trade[] } & At);

type Wire = {
  type: string;
  sequence: string;
  epoch: string;
  book: {
    orderId: string;
    symbol: string;
    side: 'buy' | 'sell';
    price: string;
    quantity: string;
    last?: boolean;
  }[];
  trades?: {
    tradeId: string;
    symbol: string;
    price: string;
    quantity: string;
    maker: string;
    taker: string;
  }[];
};

function readMessage({ type, sequence, epoch, book, trades = [] }: Wire): Message {
  const orders = book.map(({ orderId, symbol, side, price, quantity, last = true }): Order => {
    return [orderId, symbol, side, Number(price), Number(quantity), last ? 1 : 0];
  });
  const at = { sequence: Number(sequence), epoch: Number(epoch), orders };
  if (type === 'snapshot') return { type: 'feed-snapshot', ...at };
  const traded = trades.map((one): Trade => {
    const { tradeId, symbol, price, quantity, maker, taker } = one;
    return [tradeId, symbol, Number(price), Number(quantity), maker, taker];
  });
  return { type: 'feed', ...at, trades: traded };
}
