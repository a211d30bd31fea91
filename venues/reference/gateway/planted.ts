import type { Message } from '../service/lines.ts';
import type { EngineAnswer, Engines } from './engines.ts';
import { type OrderRequest, readOrder } from './requests.ts';

/** Planted defects that need more than a line. Every one acts only when `DEFECTS` names it. */

const disfavouredMs = 150;

type Tell = (answer: EngineAnswer) => void;

/**
 * swallows-answers: an order in so many is never answered. favours-accounts: the answers to orders
 * of odd accounts are held back.
 */
export function plantedAnswer(engines: Engines, message: Message, id: number, tell: Tell): Tell {
  const { defects } = engines.settings;
  const every = defects.argument('swallows-answers');
  if (every > 0 && message.kind === 'new' && id % every === 0) return () => {};
  if (engines.failovers === 0 || !defects.has('favours-accounts')) return tell;
  const { account } = (message.order ?? {}) as { account?: string };
  if (Number(account) % 2 !== 1) return tell;
  return (answer) => void setTimeout(() => tell(answer), disfavouredMs);
}

/** A gateway that meets a venue with so many commands behind it was itself started again. */
const startedAgainFrom = 100;

/** stays-away: a gateway that was started again hears no engine. */
export function staysAway({ settings, leaderName }: Engines, sequence: number): boolean {
  if (!settings.defects.has('stays-away')) return false;
  return leaderName === null && sequence > startedAgainFrom;
}

/** accepts-malformed: an order that is not one, made to look like one. */
export function repaired(body: unknown, symbols: readonly string[], number: number): OrderRequest {
  const given = (typeof body === 'object' ? body : null) as { account?: unknown } | null;
  const account = typeof given?.account === 'string' && given.account !== '' ? given.account : '1';
  const order = { clientOrderId: `repaired-${number}`, account, symbol: symbols[0], side: 'buy' };
  return readOrder({ ...order, price: '1', quantity: '1' }, symbols);
}
