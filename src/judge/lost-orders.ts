import type { EventOf, HistoryEvent, OrderRead, ReadBegan } from '#contract/history.ts';
import type { LostOrder, OrderEvent, Verdict } from '#contract/run.ts';
import { operationKey } from './facts.ts';

/** An order that is traded against all day has more to tell than anybody reads. */
const eventsMax = 40;

interface Story {
  readonly id: string;
  readonly events: OrderEvent[];
  /** Reads and log entries of it that were seen. */
  readonly reads: Set<number>;
  logged: boolean;
}

/**
 * What the history says of each lost order, gathered in a second pass: the first one does not know
 * yet which orders will be lost. Undefined if none was.
 *
 * It does not verify anything: the verdict is final; this only shows what it rests on.
 */
export function createLostOrders(verdict: Verdict) {
  const lost = verdict.incidents.flatMap(({ rpo }) => rpo.ids.map(({ order }) => order));
  if (lost.length === 0) return undefined;
  const stories = new Map<string, Story>(
    lost.map((id) => [id, { id, events: [], reads: new Set<number>(), logged: false }]),
  );
  const gathering = gather(stories);
  return {
    see: gathering.see,
    end(): Verdict {
      gathering.closeLog();
      return {
        ...verdict,
        incidents: verdict.incidents.map((incident) => ({
          ...incident,
          rpo: { ...incident.rpo, orders: ordersOf(incident.rpo.ids, stories) },
        })),
      };
    },
  };
}

function ordersOf(
  ids: readonly { readonly order: string }[],
  stories: ReadonlyMap<string, Story>,
): LostOrder[] {
  const names = [...new Set(ids.map(({ order }) => order))];
  return names.map((id) => ({ id, events: shorten(stories.get(id)?.events ?? []) }));
}

function shorten(events: readonly OrderEvent[]): OrderEvent[] {
  const timed = events.toSorted((a, b) => (a.atUs ?? Infinity) - (b.atUs ?? Infinity) || 0);
  const hidden = timed.length - eventsMax;
  if (hidden <= 0) return timed;
  const more = { atUs: null, by: 'read', what: `and ${hidden} more: see the history` } as const;
  return [...timed.slice(0, eventsMax), more];
}

function gather(stories: ReadonlyMap<string, Story>) {
  /** Operations that are about a lost order: the order itself, and who asked to change it. */
  const about = new Map<number, Story>();
  const names = new Map<number, string>();
  let read: ReadBegan | undefined;
  let logLines = 0;
  const storyOf = (gen: number, op: number) => about.get(operationKey(gen, op));
  const nameOf = (gen: number, op: number) => `${names.get(gen) ?? `generator ${gen}`}-${op}`;

  const on: { readonly [T in HistoryEvent['type']]?: (event: EventOf<T>) => void } = {
    generator: ({ gen, id }) => {
      names.set(gen, id);
    },
    sent(event) {
      const { gen, op, atUs, gateway } = event;
      const own = stories.get(nameOf(gen, op));
      const story = (event.target === undefined ? undefined : storyOf(gen, event.target)) ?? own;
      if (story === undefined) return;
      about.set(operationKey(gen, op), story);
      const what = wanted(event, nameOf(gen, op));
      story.events.push({ atUs, by: 'sent', what: `${what}, through ${gateway}` });
    },
    redelivered({ gen, op, atUs, gateway }) {
      storyOf(gen, op)?.events.push({ atUs, by: 'sent', what: `sent again through ${gateway}` });
    },
    told(event) {
      const story = storyOf(event.gen, event.op);
      const name = nameOf(event.gen, event.op);
      const who = name === story?.id ? '' : `${name} `;
      story?.events.push({ atUs: event.atUs, by: 'told', what: `${who}told ${answer(event)}` });
    },
    logged({ gen, op, sequence, epoch, kind }) {
      logLines += 1;
      const story = storyOf(gen, op);
      if (story === undefined) return;
      if (kind === 'new') story.logged = true;
      const what = `the venue's log has its ${kind} as sequence ${sequence} of epoch ${epoch}`;
      story.events.push({ atUs: null, by: 'log', what });
    },
    'read-began': (event) => {
      read = event;
    },
    order(row) {
      const story = storyOf(row.gen, row.op);
      if (story === undefined || read?.read !== row.read) return;
      story.reads.add(row.read);
      story.events.push({ atUs: read.atUs, by: 'read', what: `${reader(read)} ${found(row)}` });
    },
    'read-ended'(event) {
      if (read?.read !== event.read) return;
      for (const story of event.complete ? stories.values() : []) {
        if (story.reads.has(event.read)) continue;
        story.events.push({ atUs: read.atUs, by: 'read', what: `${reader(read)} absent` });
      }
      read = undefined;
    },
  };
  return {
    see(event: HistoryEvent): void {
      (on[event.type] as ((event: HistoryEvent) => void) | undefined)?.(event);
    },
    closeLog(): void {
      for (const story of logLines === 0 ? [] : stories.values()) {
        const what = `not among the ${logLines} entries that were read of the venue's log`;
        if (!story.logged) story.events.push({ atUs: null, by: 'log', what });
      }
    },
  };
}

function wanted(event: EventOf<'sent'>, name: string): string {
  const { kind, side, quantity, symbol, price, tif, account } = event;
  if (kind === 'cancel') return `${name} asks to cancel it`;
  if (kind === 'replace') return `${name} asks to replace it by ${quantity} at ${price}`;
  if (kind === 'mass-cancel') return `cancel all of account ${account} in ${symbol}`;
  const limit = event.market
    ? 'at the market'
    : `at ${price}${event.postOnly ? ', post-only' : ''}`;
  return `${side} ${quantity} ${symbol} ${limit}, ${tif}, account ${account}`;
}

function answer({ outcome, code, sequence, epoch, quantity, repeat }: EventOf<'told'>): string {
  const place = sequence === undefined ? '' : `, sequence ${sequence} of epoch ${epoch ?? '?'}`;
  const lots = quantity === undefined ? '' : `, ${quantity} lots`;
  const why = code === undefined ? '' : ` (${code})`;
  return `${outcome.replace('-', ' ')}${why}${place}${lots}${repeat ? ', at second delivery' : ''}`;
}

function reader({ stage, gateway }: ReadBegan): string {
  return `${stage === 'cold' ? 'read after the cold restart' : 'read'} through ${gateway}:`;
}

function found(row: OrderRead): string {
  const { status, executed, quantity, sequence, epoch } = row;
  return `${status}, ${executed} of ${quantity} executed, sequence ${sequence} of epoch ${epoch}`;
}
