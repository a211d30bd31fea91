/** What the engine that leads tells its followers, and the feed its readers. Integers are texts. */
export type Order = {
  orderId: string;
  symbol: string;
  side: string;
  price: string;
  /** What is open; `0`: the order is gone. */
  quantity: string;
};

export type Trade = {
  tradeId: string;
  symbol: string;
  price: string;
  quantity: string;
  maker: string;
  taker: string;
};

/** One for every record of the venue's log, whether it changed anything or not. */
export type FeedMessage = {
  sequence: string;
  epoch: string;
  book: (Order & { last: boolean })[];
  trades: Trade[];
  orders: { account: string; symbol: string }[];
};

export type FeedSnapshot = { sequence: string; epoch: string; book: Order[] };
