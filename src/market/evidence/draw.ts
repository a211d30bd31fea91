import type { Capability, Command, Hello, NewOrder } from '../stream/schema.ts';
import type { Choices } from './property.ts';

/** What a source of streams may use; nothing else, so that a seed gives one stream. */
export interface DrawContext {
  readonly choices: Choices;
  /** The features of this stream: a subset of what the engine offers. */
  readonly features: ReadonlySet<Capability>;
  /** How many commands are wanted, roughly. */
  readonly length: number;
  readonly hello: Hello;
}

/** A source of streams: `property/arbitraries/<name>.ts`. */
export interface StreamSource {
  readonly summary: string;
  readonly needs: readonly Capability[];
  /** How often it is drawn beside the others. */
  readonly weight: number;
  /** Whether its streams have thousands of commands. */
  readonly long?: boolean;
  draw(context: DrawContext): Command[];
}

export function defineSource(source: StreamSource): StreamSource {
  return source;
}

/** What of an engine's offer a stream can ask for. */
export function drawableCapabilities(hello: Hello): Capability[] {
  const silent: Capability[] = ['digest', 'snapshot'];
  return hello.capabilities.filter((one) => !silent.includes(one));
}

/** The habits of one source: where prices lie, how large orders are, how often what is done. */
export interface Habits {
  /** Prices are drawn from [center - spread, center + spread]. */
  readonly center: number;
  readonly spread: number;
  readonly quantityMax: number;
  readonly accounts: number;
  /** Of 100 commands, how many are new orders while there is something to cancel. */
  readonly newShare: number;
  /** Of 100 ids, how many are taken from those used before. */
  readonly reuseShare: number;
  /** Of 100 commands about an order, how many are about the one named last. */
  readonly sameAgainShare: number;
  /** Of 100 commands, how many are about sessions, bands, switches or the clock. */
  readonly sessionShare: number;
  /** Of 100 new orders, how many have something besides side, price and quantity. */
  readonly specialShare: number;
}

export const plainHabits: Habits = {
  center: 1_000,
  spread: 3,
  quantityMax: 12,
  accounts: 3,
  newShare: 65,
  reuseShare: 1,
  sameAgainShare: 20,
  sessionShare: 5,
  specialShare: 40,
};

/** A stream being drawn: what it has named so far. */
export interface Draft {
  readonly context: DrawContext;
  readonly habits: Habits;
  readonly commands: Command[];
  readonly ids: string[];
  /** Ids that may still be alive: not cancelled by this stream. */
  readonly open: string[];
  nowNs: number;
  lastId: string;
}

export function createDraft(context: DrawContext, habits: Partial<Habits> = {}): Draft {
  return {
    context,
    habits: { ...plainHabits, ...habits },
    commands: [],
    ids: [],
    open: [],
    nowNs: 0,
    lastId: '',
  };
}

export function percent(draft: Draft, share: number): boolean {
  return draft.context.choices.below(100) < share;
}

export function pick<T>(draft: Draft, items: readonly T[]): T {
  return items[draft.context.choices.below(items.length)] as T;
}

export function has(draft: Draft, feature: Capability): boolean {
  return draft.context.features.has(feature);
}

export function drawPrice(draft: Draft, away = 0): string {
  const { center, spread } = draft.habits;
  const price = center - spread + draft.context.choices.below(2 * spread + 1) + away;
  return String(Math.max(1, price));
}

export function drawQuantity(draft: Draft): string {
  return String(1 + draft.context.choices.below(draft.habits.quantityMax));
}

export function drawAccount(draft: Draft): string {
  return String(1 + draft.context.choices.below(draft.habits.accounts));
}

function symbolPart(draft: Draft): { symbol?: string } {
  const { instruments } = draft.context.hello;
  const known = instruments?.map((one) => one.symbol) ?? ['X', 'Y'];
  if (known.length > 1 && has(draft, 'symbols') && percent(draft, 30)) {
    return { symbol: pick(draft, known) };
  }
  return known.includes('X') ? {} : { symbol: known[0] as string };
}

function freshId(draft: Draft): string {
  if (draft.ids.length > 0 && percent(draft, draft.habits.reuseShare))
    return pick(draft, draft.ids);
  return String(draft.ids.length + 1);
}

/** A new order with some of the features of this stream. */
export function drawNew(draft: Draft): NewOrder {
  const order: NewOrder = {
    op: 'new',
    id: freshId(draft),
    account: drawAccount(draft),
    ...symbolPart(draft),
    side: pick(draft, ['buy', 'sell'] as const),
    price: drawPrice(draft),
    quantity: drawQuantity(draft),
  };
  if (percent(draft, draft.habits.specialShare)) addSpecial(draft, order);
  return order;
}

/** One special thing an order can be, chosen among the features of this stream. */
function addSpecial(draft: Draft, order: NewOrder): void {
  const options = specials.filter(([feature]) => has(draft, feature));
  if (options.length === 0) return;
  pick(draft, options)[1](draft, order);
  // Two at once are where features disagree.
  if (percent(draft, 25)) pick(draft, options)[1](draft, order);
  if (percent(draft, 90)) dropContradictions(order);
}

/** Terms that exclude each other are only worth a refusal: a few of them are enough. */
function dropContradictions(order: NewOrder): void {
  const stop = order.type !== undefined && order.type !== 'limit' && order.type !== 'market';
  const immediate = order.type === 'market' || order.tif === 'ioc' || order.tif === 'fok';
  if (order.type === 'market' && order.tif !== 'ioc' && order.tif !== 'fok') delete order.tif;
  if (stop && order.tif === 'fok') delete order.tif;
  if (order.tif !== 'gtt') delete order.expires;
  if (!stop) delete order.trigger;
  if (order.type !== 'trailing-stop') delete order.trail;
  if (immediate || order.type === 'stop') delete order.postOnly;
  if (stop) delete order.minQuantity;
  if (immediate || stop || order.reduceOnly) delete order.display;
  if (order.display !== undefined && Number(order.display) > Number(order.quantity)) {
    order.display = order.quantity;
  }
}

type Special = readonly [Capability, (draft: Draft, order: NewOrder) => void];

function set<K extends keyof NewOrder>(field: K, value: NewOrder[K]): Special[1] {
  return (_, order) => {
    order[field] = value;
  };
}

function setDrawn<K extends keyof NewOrder>(
  field: K,
  draw: (draft: Draft) => NewOrder[K],
): Special[1] {
  return (draft, order) => {
    order[field] = draw(draft);
  };
}

const specials: readonly Special[] = [
  ['ioc', set('tif', 'ioc')],
  ['fok', set('tif', 'fok')],
  ['day', set('tif', 'day')],
  ['gtt', (draft, order) => expireSoon(draft, order)],
  ['market', (_, order) => makeMarket(order)],
  ['post-only', set('postOnly', true)],
  ['reduce-only', set('reduceOnly', true)],
  ['min-quantity', setDrawn('minQuantity', drawQuantity)],
  ['iceberg', setDrawn('display', (draft) => String(1 + draft.context.choices.below(4)))],
  ['stop', (draft, order) => makeStop(draft, order, 'stop')],
  ['stop-limit', (draft, order) => makeStop(draft, order, 'stop-limit')],
  ['trailing-stop', (draft, order) => makeTrailing(draft, order)],
  ['oco', (draft, order) => linkLeg(draft, order)],
  ['self-trade', setDrawn('stp', (draft) => pick(draft, selfTradeModes))],
];

const selfTradeModes = [
  'none',
  'cancel-taker',
  'cancel-maker',
  'cancel-both',
  'decrement',
] as const;

function expireSoon(draft: Draft, order: NewOrder): void {
  order.tif = 'gtt';
  order.expires = String(draft.nowNs + 1 + draft.context.choices.below(20));
}

function makeMarket(order: NewOrder): void {
  order.type = 'market';
  delete order.price;
}

function makeStop(draft: Draft, order: NewOrder, type: 'stop' | 'stop-limit'): void {
  order.type = type;
  order.trigger = drawPrice(draft);
  if (type === 'stop') delete order.price;
  else order.price = drawPrice(draft);
}

function makeTrailing(draft: Draft, order: NewOrder): void {
  order.type = 'trailing-stop';
  order.trail = String(1 + draft.context.choices.below(5));
  delete order.price;
  delete order.trigger;
  // One that has its own trigger needs no trade before it.
  if (percent(draft, 50)) order.trigger = drawPrice(draft);
}

function linkLeg(draft: Draft, order: NewOrder): void {
  if (draft.open.length > 0) order.oco = pick(draft, draft.open);
}

/** An order that this stream has not cancelled: any of them, so that cancels reach the middle. */
export function drawTarget(draft: Draft): string {
  if (draft.lastId !== '' && percent(draft, draft.habits.sameAgainShare)) return draft.lastId;
  if (draft.open.length > 0 && percent(draft, 90)) return pick(draft, draft.open);
  return draft.ids.length > 0 ? pick(draft, draft.ids) : '1';
}

function owner(draft: Draft): { account?: string } {
  return percent(draft, 8) ? { account: drawAccount(draft) } : {};
}

/** Something done to an order that exists. */
export function drawChange(draft: Draft): Command {
  const id = drawTarget(draft);
  draft.lastId = id;
  const kinds = ['cancel', 'cancel', ...(['reduce', 'replace', 'replace'] as const)].filter(
    (kind) => kind === 'cancel' || has(draft, kind as Capability),
  );
  const kind = pick(draft, kinds);
  if (kind === 'reduce') {
    return { op: 'reduce', id, ...owner(draft), by: drawQuantity(draft) };
  }
  if (kind === 'replace') {
    const price = percent(draft, 60) ? { price: drawPrice(draft) } : {};
    return { op: 'replace', id, ...owner(draft), ...price, quantity: drawQuantity(draft) };
  }
  const index = draft.open.indexOf(id);
  if (index >= 0) draft.open.splice(index, 1);
  return { op: 'cancel', id, ...owner(draft) };
}

/** Something done to a session, an account or the clock; undefined without such a feature. */
export function drawSession(draft: Draft): Command | undefined {
  const options: (() => Command)[] = [];
  const symbol = symbolPart(draft);
  if (has(draft, 'halt')) {
    options.push(() => ({ op: 'halt', ...symbol }));
    options.push(() => ({ op: 'resume', ...symbol }));
  }
  if (has(draft, 'auction')) {
    options.push(() => ({ op: 'auction', ...symbol }));
    options.push(() => ({ op: 'uncross', ...symbol }));
  }
  if (has(draft, 'bands')) {
    const low = draft.habits.center - draft.context.choices.below(draft.habits.spread + 1);
    const high = low + 1 + draft.context.choices.below(draft.habits.spread + 2);
    options.push(() => ({ op: 'bands', ...symbol, low: String(low), high: String(high) }));
  }
  const account = drawAccount(draft);
  if (has(draft, 'mass-cancel')) options.push(() => ({ op: 'mass-cancel', account }));
  if (has(draft, 'kill-switch')) {
    const on = percent(draft, 60);
    options.push(() => ({ op: 'kill-switch', account, on }));
  }
  if (has(draft, 'gtt') || has(draft, 'day')) {
    draft.nowNs += 1 + draft.context.choices.below(8);
    const at = String(draft.nowNs);
    options.push(() => ({ op: 'time', at }));
  }
  return options.length === 0 ? undefined : pick(draft, options)();
}

/** Adds a command and remembers what it names. */
export function put(draft: Draft, command: Command): void {
  draft.commands.push(command);
  if (command.op !== 'new') return;
  draft.lastId = command.id;
  draft.ids.push(command.id);
  const immediate = command.tif === 'ioc' || command.tif === 'fok' || command.type === 'market';
  if (!immediate) draft.open.push(command.id);
}

/** The ordinary mixture of a source's habits, `length` commands long. */
export function mix(draft: Draft): void {
  while (draft.commands.length < draft.context.length) {
    const session = percent(draft, draft.habits.sessionShare) ? drawSession(draft) : undefined;
    if (session) put(draft, session);
    else if (draft.open.length === 0 || percent(draft, draft.habits.newShare)) {
      put(draft, drawNew(draft));
    } else put(draft, drawChange(draft));
  }
}

/** Sweeps both sides from a fresh account: whatever rests must answer, in its order. */
export function sweepAll(draft: Draft): void {
  const { center, spread } = draft.habits;
  const far = 4 * spread + 10;
  for (const side of ['buy', 'sell'] as const) {
    const price = String(Math.max(1, side === 'buy' ? center + far : center - far));
    put(draft, {
      op: 'new',
      id: `sweep-${side}`,
      account: '99',
      ...(draft.context.hello.instruments?.[0]?.symbol && !knowsX(draft)
        ? { symbol: draft.context.hello.instruments[0].symbol }
        : {}),
      side,
      price,
      quantity: '100000',
      ...(has(draft, 'ioc') ? { tif: 'ioc' as const } : {}),
    });
  }
}

function knowsX(draft: Draft): boolean {
  return draft.context.hello.instruments?.some((one) => one.symbol === 'X') ?? true;
}
