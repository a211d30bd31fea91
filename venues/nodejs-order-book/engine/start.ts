import { createRequire } from 'node:module';
import { serve } from '../service/http.ts';
import { log } from '../service/run.ts';
import { readChoice, readCount, readOwnAddress, readText } from '../service/settings.ts';
import { answerTo, type Desk } from './desk.ts';
import { recover } from './recover.ts';

/** Listens only once the state is whole: until then nobody can be told anything wrong. */
export async function start(): Promise<void> {
  const startedMs = performance.now();
  const address = readOwnAddress();
  const folder = readText('DATA');
  const symbols = readText('SYMBOLS', 'X,Y').split(',');
  const every = readCount('SNAPSHOT_EVERY', 500);
  const durability = readChoice('DURABILITY', ['sync', 'none']);
  const { exchange, journal, ...recovered } = recover(folder, durability, symbols);
  const desk: Desk = {
    exchange,
    journal,
    snapshots: { folder, every, last: recovered.snapshot, writing: false },
    symbols,
    version: `nodejs-order-book ${packageVersion()}`,
    repeated: 0,
  };
  await serve(address, (asked) => answerTo(desk, asked));
  const { version } = desk;
  const recoveryMs = Math.round(performance.now() - startedMs);
  log('ready', { version, durability, epoch: exchange.epoch, ...recovered, recoveryMs });
}

function packageVersion(): string {
  const { version } = createRequire(import.meta.url)('nodejs-order-book/package.json');
  return version;
}
