/**
 * The defects that can be planted, so that the harness can be shown to find them. Each is one small
 * place in the code, found by searching for its name, and acts only when `DEFECTS` names it.
 */
export type Defect = {
  /** Which services must be given it. */
  roles: readonly ('gateway' | 'engine' | 'controller' | 'market-data')[];
  /** The file in which it is planted. */
  where: string;
  /** What goes wrong. */
  does: string;
  /** What the argument counts; its value when none is given. */
  argument?: { counts: string; fallback: number };
};

export const defects = {
  'ack-before-durable': {
    roles: ['engine'],
    where: 'engine/log.ts',
    does: 'Reports records as durable once written, and syncs every 250 ms. Give it to both engines. A power loss loses acknowledgements, a kill does not.',
  },
  'lose-ack': {
    roles: ['engine'],
    where: 'engine/planted.ts',
    does: 'The first leader acknowledges exactly N resting orders from memory and logs a no-op in their place, after 200 orders; they are gone after a failover or a restart.',
    argument: { counts: 'orders', fallback: 1 },
  },
  'drop-on-failover': {
    roles: ['engine'],
    where: 'engine/lead.ts',
    does: 'The promoted engine cuts the last N records off its log before it leads.',
    argument: { counts: 'records', fallback: 20 },
  },
  'double-execute-on-retry': {
    roles: ['engine'],
    where: 'engine/commands.ts',
    does: 'A repeated client order id is executed as a new order.',
  },
  'split-brain': {
    roles: ['engine'],
    where: 'engine/follow.ts, engine/lead.ts',
    does: 'The promoted engine goes on confirming what the old leader sends, without keeping it; the old leader takes 1 s to notice that it was replaced.',
  },
  'deposed-leader-acks': {
    roles: ['engine'],
    where: 'engine/lead.ts',
    does: 'A leader that learns that it was replaced acknowledges what was waiting, and goes on acknowledging alone for 1 s.',
  },
  'standby-serves-stale': {
    roles: ['engine', 'gateway'],
    where: 'engine/entry.ts, gateway/engines.ts',
    does: 'gateway-b reads from the standby, which leaves out the newest 50 orders.',
  },
  'reads-from-stale-cache': {
    roles: ['gateway'],
    where: 'gateway/routes.ts',
    does: 'The gateway keeps order rows as they were when it acknowledged them and serves those.',
  },
  'forgets-on-cold-restart': {
    roles: ['engine'],
    where: 'engine/planted.ts',
    does: 'A leader that starts after a halt forgets the last 10 open orders.',
  },
  'swap-queue-on-replay': {
    roles: ['engine'],
    where: 'engine/planted.ts',
    does: 'After a replay of its log the engine has the first two orders of every price level swapped.',
  },
  'reorder-on-failover': {
    roles: ['engine'],
    where: 'engine/planted.ts',
    does: 'The promoted engine has the queue of every price level reversed.',
  },
  'log-differs-from-acks': {
    roles: ['engine'],
    where: 'engine/planted.ts',
    does: 'Every 25th resting order is logged and replicated with one lot more than was acknowledged.',
  },
  'skip-corrupt-record': {
    roles: ['engine'],
    where: 'engine/log.ts',
    does: 'A corrupt record in the middle of the log is skipped at the start.',
  },
  'slow-failover': {
    roles: ['engine'],
    where: 'engine/lead.ts',
    does: 'The promoted engine waits before it leads.',
    argument: { counts: 'milliseconds', fallback: 5_000 },
  },
  'resurrect-cancelled': {
    roles: ['engine'],
    where: 'engine/planted.ts',
    does: 'The last N cancelled orders are open again on the promoted engine.',
    argument: { counts: 'orders', fallback: 3 },
  },
  '503-but-executed': {
    roles: ['gateway'],
    where: 'gateway/routes.ts',
    does: 'Every Nth order is sent on and answered with 503 not-forwarded all the same.',
    argument: { counts: 'orders', fallback: 40 },
  },
  'reject-but-rests': {
    roles: ['engine'],
    where: 'engine/commands.ts',
    does: 'Every Nth order is executed and answered with 400 bad-price.',
    argument: { counts: 'orders', fallback: 60 },
  },
  'one-gateway-dead': {
    roles: ['gateway'],
    where: 'gateway/engines.ts',
    does: 'gateway-b answers 503 to everything once the leader has changed.',
  },
  'match-dead': {
    roles: ['engine'],
    where: 'engine/matching.ts',
    does: 'Once the leader has changed, orders rest and nothing trades. Give it to both engines.',
  },
  relapse: {
    roles: ['engine'],
    where: 'engine/lead.ts, engine/entry.ts',
    does: 'The promoted engine stands still for 1 s, the given time after it began to lead.',
    argument: { counts: 'milliseconds', fallback: 2_000 },
  },
  leaks: {
    roles: ['engine'],
    where: 'engine/leaks.ts',
    does: 'Every Nth order that the leader takes opens a file and keeps 1 MiB, and neither is ever given back.',
    argument: { counts: 'orders', fallback: 10 },
  },
  'silent-stall': {
    roles: ['engine'],
    where: 'engine/commands.ts',
    does: 'The first leader answers no order after N; its heartbeats and its status go on.',
    argument: { counts: 'orders', fallback: 500 },
  },
  'swallows-answers': {
    roles: ['gateway'],
    where: 'gateway/planted.ts',
    does: 'Every Nth request gets no answer, ever, if it is an order.',
    argument: { counts: 'requests', fallback: 150 },
  },
  'favours-accounts': {
    roles: ['gateway'],
    where: 'gateway/planted.ts',
    does: 'Once the leader has changed, orders of odd accounts are answered 150 ms late. Give it to both gateways.',
  },
  'stays-away': {
    roles: ['gateway'],
    where: 'gateway/planted.ts',
    does: 'A gateway that was started again answers, but never serves.',
  },
  'accepts-malformed': {
    roles: ['gateway'],
    where: 'gateway/routes.ts, gateway/planted.ts',
    does: 'Every Nth malformed order is made a valid one and executed.',
    argument: { counts: 'malformed orders', fallback: 10 },
  },
  'leak-to-bystander': {
    roles: ['engine'],
    where: 'engine/start.ts',
    does: 'When a gateway is lost the leader stands still for 1 s.',
  },
  'acks-alone-unrecorded': {
    roles: ['engine'],
    where: 'engine/replicate.ts',
    does: 'A leader that lost its standby acknowledges alone, without a solo epoch.',
  },
  'never-joins': {
    roles: ['engine'],
    where: 'engine/replicate.ts',
    does: 'A standby that was lost once catches up, and is never let in again.',
  },
  'promotes-stale': {
    roles: ['controller'],
    where: 'controller/controller.ts',
    does: 'Rather than halt, any engine that is there is told to lead, whatever its log lacks.',
  },
  'executed-exceeds-quantity': {
    roles: ['engine'],
    where: 'engine/matching.ts',
    does: 'Every Nth trade is booked twice on the resting order.',
    argument: { counts: 'trades', fallback: 20 },
  },
  'lifo-queue': {
    roles: ['engine'],
    where: 'engine/matching.ts',
    does: 'A new order stands first at its price. Give it to both engines.',
  },
  'ioc-rests': {
    roles: ['engine'],
    where: 'engine/matching.ts',
    does: 'What is left of an immediate-or-cancel order rests. Give it to both engines.',
  },
  'taker-price': {
    roles: ['engine'],
    where: 'engine/matching.ts',
    does: "Trades are made at the taker's price. Give it to both engines.",
  },
  'execution-before-ack': {
    roles: ['gateway'],
    where: 'gateway/entry.ts',
    does: 'Over a WebSocket, what an order trades at once is reported before its acknowledgement.',
  },
  'fok-fills-partly': {
    roles: ['engine'],
    where: 'engine/matching.ts',
    does: 'A fill-or-kill order takes what there is. Give it to both engines.',
  },
  'post-only-takes': {
    roles: ['engine'],
    where: 'engine/matching.ts',
    does: 'A post-only order that meets another trades. Give it to both engines.',
  },
  'forgets-replace': {
    roles: ['engine'],
    where: 'engine/commands.ts',
    does: 'Every Nth replace is acknowledged and not carried out.',
    argument: { counts: 'replaces', fallback: 5 },
  },
  'mass-cancel-misses-one': {
    roles: ['engine'],
    where: 'engine/exchange.ts',
    does: 'A mass cancel leaves the newest order open. Give it to both engines.',
  },
  'snapshot-forgets-dead': {
    roles: ['engine'],
    where: 'engine/image.ts',
    does: 'Orders that are done are not in a snapshot. Give it to both engines.',
  },
  'snapshot-swaps-queue': {
    roles: ['engine'],
    where: 'engine/image.ts',
    does: 'A snapshot has the orders of every queue in reverse. Give it to both engines.',
  },
  'feed-gap': {
    roles: ['market-data'],
    where: 'market-data/planted.ts',
    does: 'Every Nth message of the feed is told to nobody.',
    argument: { counts: 'messages', fallback: 200 },
  },
  'feed-forgets-cancel': {
    roles: ['market-data'],
    where: 'market-data/planted.ts',
    does: 'The feed does not say that the order of every Nth cancel is gone.',
    argument: { counts: 'cancels', fallback: 10 },
  },
  'feed-repeats-trade': {
    roles: ['market-data'],
    where: 'market-data/planted.ts',
    does: 'Every Nth trade is told again with the message behind it.',
    argument: { counts: 'trades', fallback: 25 },
  },
} satisfies Record<string, Defect>;

export type DefectName = keyof typeof defects;

export type DefectSet = {
  has(name: DefectName): boolean;
  /** The argument of a named defect; 0 when the defect is not planted. */
  argument(name: DefectName): number;
};

/**
 * Reads `NAME[:ARG],NAME[:ARG]`; an unknown name or argument is an error: a typo plants nothing.
 */
export function parseDefects(text: string): DefectSet {
  const planted = new Map<DefectName, number>();
  for (const entry of text.split(',').filter((part) => part !== '')) {
    const [name, argument, ...more] = entry.split(':');
    if (!isDefectName(name) || more.length > 0) {
      const known = Object.keys(defects).join(', ');
      throw new Error(`DEFECTS: expected NAME[:ARG], received "${entry}"; known: ${known}`);
    }
    planted.set(name, argumentOf(name, argument));
  }
  return {
    has: (name) => planted.has(name),
    argument: (name) => planted.get(name) ?? 0,
  };
}

function isDefectName(name: string | undefined): name is DefectName {
  return name !== undefined && Object.hasOwn(defects, name);
}

function argumentOf(name: DefectName, text: string | undefined): number {
  const { argument }: Defect = defects[name];
  if (text === undefined) return argument?.fallback ?? 0;
  if (argument === undefined || !/^\d{1,7}$/.test(text)) {
    const expected = argument === undefined ? 'no argument' : `a number of ${argument.counts}`;
    throw new Error(`DEFECTS: ${name} takes ${expected}, received "${text}"`);
  }
  return Number(text);
}
