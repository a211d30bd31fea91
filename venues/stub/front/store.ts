import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { cancel, emptyMarket, enter, forget, type Market, type NewCommand } from './market.ts';

/**
 * What the front did, one line each: enough to be the same after it was killed and started again.
 */
type Act =
  | { readonly act: 'new'; readonly command: NewCommand }
  | { readonly act: 'cancel'; readonly orderId: string; readonly clientRequestId: string }
  | { readonly act: 'forget'; readonly orderIds: readonly string[] }
  | { readonly act: 'epoch' };

export interface Store {
  readonly market: Market;
  do(act: Act): void;
  close(): void;
}

/** Lines are written before they are answered and never synced: a kill loses none of them. */
export function openStore(folder: string): Store {
  const file = path.join(folder, 'acts.ndjson');
  const market = emptyMarket();
  const descriptor = openSync(file, 'a+');
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line !== '') apply(market, JSON.parse(line) as Act);
  }
  return {
    market,
    do(act) {
      writeSync(descriptor, `${JSON.stringify(act)}\n`);
      apply(market, act);
    },
    close: () => closeSync(descriptor),
  };
}

function apply(market: Market, act: Act): void {
  if (act.act === 'new') enter(market, act.command);
  else if (act.act === 'epoch') market.epoch++;
  else if (act.act === 'cancel') {
    const order = market.orderById.get(act.orderId);
    if (order !== undefined) cancel(market, order, act.clientRequestId);
  } else
    forget(
      market,
      market.orders.filter((order) => act.orderIds.includes(order.orderId)),
    );
}
