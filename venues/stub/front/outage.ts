import { appendFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { latestUntouched } from './market.ts';
import type { Store } from './store.ts';

export type Way = 'not-forwarded' | 'hold' | 'reset';

export interface OutageSettings {
  readonly core: { readonly host: string; readonly port: number };
  readonly seed: number;
  readonly awayMs: { readonly min: number; readonly max: number };
  readonly ways: readonly Way[];
  readonly drop: number;
  readonly truthFile: string;
}

export interface Outage {
  /** True once the core was seen for the first time. */
  ready(): boolean;
  /** How the front is away; undefined while it serves. */
  away(): Way | undefined;
  /** Runs when the front serves again. */
  whenBack(act: () => void): void;
}

const reconnectMs = 20;

/** Notices the core's death and plays the outage that it draws for it. */
export function playOutages(settings: OutageSettings, store: Store): Outage {
  const draw = mulberry(settings.seed);
  const held: (() => void)[] = [];
  let way: Way | undefined;
  let seen = false;
  let link: Socket | undefined;

  const watch = (): void => {
    const socket = connect(settings.core);
    socket.once('connect', () => {
      seen = true;
      link = socket;
      socket.write(`${store.market.epoch}\n`);
    });
    socket.on('error', () => {});
    socket.once('close', () => {
      if (link === socket) {
        link = undefined;
        leave();
      }
      setTimeout(watch, reconnectMs);
    });
  };

  const leave = (): void => {
    if (way !== undefined) return;
    const awayFromNs = process.hrtime.bigint();
    const { min, max } = settings.awayMs;
    const awayMs = min + draw() * (max - min);
    const drawn = settings.ways[Math.floor(draw() * settings.ways.length)] ?? 'not-forwarded';
    way = drawn;
    setTimeout(() => comeBack(awayFromNs, drawn), awayMs);
  };

  const comeBack = (awayFromNs: bigint, drawn: Way): void => {
    const dropped = latestUntouched(store.market, settings.drop);
    store.do({ act: 'forget', orderIds: dropped.map((order) => order.orderId) });
    store.do({ act: 'epoch' });
    link?.write(`${store.market.epoch}\n`);
    way = undefined;
    const backAtNs = process.hrtime.bigint();
    for (const act of held.splice(0)) act();
    const truth = {
      awayFromNs: String(awayFromNs),
      backAtNs: String(backAtNs),
      way: drawn,
      dropped: dropped.map((order) => order.clientOrderId),
    };
    appendFileSync(settings.truthFile, `${JSON.stringify(truth)}\n`);
  };

  watch();
  return { ready: () => seen, away: () => way, whenBack: (act) => void held.push(act) };
}

/** mulberry32: numbers in [0, 1) from a 32-bit seed. */
function mulberry(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
