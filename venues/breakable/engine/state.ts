import type { MutantName } from '../mutants.ts';

/**
 * The breakable engine: a plain order book of linked lists, correct until a mutant is switched on.
 * It shares no line with the oracle, on purpose: two engines that agree are evidence, one is not.
 */
export type Side = 'buy' | 'sell';

/** An order, alive or dead. Prices in ticks, quantities in lots; 0 means "none". */
export interface Order {
  readonly id: string;
  readonly account: string;
  readonly symbol: string;
  readonly side: Side;
  type: string;
  tif: string;
  price: number;
  quantity: number;
  executed: number;
  leaves: number;
  /** Lots shown of an iceberg at most; 0 for a plain order. */
  display: number;
  shown: number;
  trigger: number;
  /** Ticks between the trigger of a trailing stop and the best price seen; 0 for another order. */
  readonly trail: number;
  /** When it ends, in nanoseconds of the stream's clock; 0 for never. */
  expires: bigint;
  /** Counts orders as they are accepted. */
  arrival: number;
  /** When it got its place in the queue: a count over all orders. */
  place: number;
  stp: string;
  oco: string;
  postOnly: boolean;
  reduceOnly: boolean;
  minQuantity: number;
  state: 'resting' | 'dormant' | 'taking' | 'dead';
  level: Level | null;
  previous: Order | null;
  next: Order | null;
}

export interface Level {
  readonly price: number;
  head: Order | null;
  tail: Order | null;
  /** Sum of the leaves of its orders. */
  total: number;
  count: number;
}

export interface Book {
  readonly symbol: string;
  /** Levels, best first. */
  readonly buy: Level[];
  readonly sell: Level[];
  /** Dormant stops in the order of their arrival. */
  readonly stops: Order[];
  phase: 'open' | 'halted' | 'auction';
  /** A halt interrupts an auction, which goes on after it. */
  wasAuction: boolean;
  low: number;
  high: number;
  /** 0 before the first trade. */
  lastPrice: number;
  /** First trade price since the stops were last looked at, 0 for none. */
  firstSince: number;
}

export interface EventLine {
  readonly event: string;
  readonly seq: number;
  readonly [field: string]: unknown;
}

/** One parsed line of the stream; `main.ts` and the driver have checked its form. */
export interface CommandLine {
  readonly op: string;
  readonly [field: string]: unknown;
}

/**
 * Choices in which engines may differ; these are behaved, the hello still declares the defaults.
 */
export interface Habits {
  readonly replacePriority: 'keep' | 'lose';
  readonly replaceQuantity: 'remaining' | 'total';
  readonly idReuse: 'never' | 'once-dead';
  readonly stopInclusive: boolean;
}

export interface Engine {
  readonly mutant: MutantName | '';
  readonly habits: Habits;
  readonly books: Map<string, Book>;
  /** Every order ever accepted, by id: the dead ones answer for their id. */
  readonly orders: Map<string, Order>;
  readonly killed: Set<string>;
  /** Net lots by account and symbol. */
  readonly positions: Map<string, number>;
  now: bigint;
  seq: number;
  arrivals: number;
  places: number;
  events: EventLine[];
  /** Whether the next line of output is to be no event. */
  garbage: boolean;
}

export const defaultHabits: Habits = {
  replacePriority: 'keep',
  replaceQuantity: 'remaining',
  idReuse: 'never',
  stopInclusive: true,
};

export function createEngine(mutant: MutantName | '' = '', habits: Partial<Habits> = {}): Engine {
  return {
    mutant,
    habits: { ...defaultHabits, ...habits },
    books: new Map(),
    orders: new Map(),
    killed: new Set(),
    positions: new Map(),
    now: 0n,
    seq: 0,
    arrivals: 0,
    places: 0,
    events: [],
    garbage: false,
  };
}

/** A mutant that never ends would take all memory first. */
const eventsMax = 100_000;

export function tell(engine: Engine, event: string, fields: Record<string, unknown>): void {
  if (engine.events.length >= eventsMax) throw new Error(`more than ${eventsMax} events`);
  engine.events.push({ event, seq: engine.seq, ...fields });
}

export function bookOf(engine: Engine, symbol: string): Book {
  let book = engine.books.get(symbol);
  if (!book) {
    book = {
      symbol,
      buy: [],
      sell: [],
      stops: [],
      phase: 'open',
      wasAuction: false,
      low: 0,
      high: 0,
      lastPrice: 0,
      firstSince: 0,
    };
    engine.books.set(symbol, book);
  }
  return book;
}

export function opposite(side: Side): Side {
  return side === 'buy' ? 'sell' : 'buy';
}

/** Whether an order of `side` with this limit (0: none) may trade at `price`. */
export function reaches(side: Side, limit: number, price: number): boolean {
  if (limit === 0) return true;
  return side === 'buy' ? price <= limit : price >= limit;
}

export function isStop(order: Order): boolean {
  return ['stop', 'stop-limit', 'trailing-stop'].includes(order.type);
}
