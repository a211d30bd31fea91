import { forgetEngine, hearEngine, newFollower } from '../service/feed-follower.ts';
import { serveHttp } from '../service/http.ts';
import { onTerminate } from '../service/lifecycle.ts';
import { keepLink } from '../service/lines.ts';
import type { Logger } from '../service/logger.ts';
import { type Metric, metricsRoute } from '../service/metrics.ts';
import { statusOf } from '../service/status.ts';
import { serveWebSockets } from '../service/websocket.ts';
import type { FeedMessage, FeedSnapshot } from './messages.ts';
import {
  addReader,
  newReaders,
  type Readers,
  readSubscription,
  takeMessage,
  takeSnapshot,
} from './readers.ts';
import { type MarketDataSettings, readMarketDataSettings } from './settings.ts';

export async function start(logger: Logger): Promise<void> {
  const settings = readMarketDataSettings(process.env);
  const feed = newReaders(settings);
  const follower = followEngines(settings, feed, logger);
  const { host, port, symbols } = settings;
  const status = () => ({ status: 200, body: statusBody(settings, feed, follower) });
  const server = await serveHttp({ host, port }, [
    { method: 'GET', path: '/status', handle: status },
    metricsRoute(settings.service, metricsOf(feed)),
  ]);
  serveWebSockets(server, [
    { path: '/feed', open: (query) => addReader(feed, readSubscription(query, symbols)) },
  ]);
  logger.info({ port }, 'listening');
  onTerminate(logger, async () => {
    for (const { socket } of feed.readers) socket.close(1001, 'the service is stopping');
    server.close();
  });
}

function metricsOf(feed: Readers): Metric[] {
  const { readers } = feed;
  return [
    { name: 'feed_readers', kind: 'gauge', help: 'Connected readers.', read: () => readers.size },
    {
      name: 'feed_readers_cut_off_total',
      kind: 'counter',
      help: 'Readers that did not read fast enough.',
      read: () => feed.cutOff,
    },
    {
      name: 'feed_sequence',
      kind: 'gauge',
      help: 'Last sequence told.',
      read: () => Number(feed.book?.sequence ?? 0),
    },
    {
      name: 'feed_orders',
      kind: 'gauge',
      help: 'Resting orders of the book.',
      read: () => feed.book?.orders.size ?? 0,
    },
  ];
}

function followEngines(settings: MarketDataSettings, feed: Readers, logger: Logger) {
  const follower = newFollower<FeedMessage, FeedSnapshot>({
    onMessage: (message) => takeMessage(feed, message),
    onSnapshot(snapshot) {
      const { sequence, epoch, book } = snapshot;
      const message = feed.book === null ? 'ready' : 'the feed begins again with a snapshot';
      logger.info({ engine: follower.engine, epoch, sequence, orders: book.length }, message);
      takeSnapshot(feed, snapshot);
    },
  });
  for (const { name, address } of settings.engines) {
    keepLink(address, {
      onMessage: (message, socket) => hearEngine(follower, name, message, socket),
      onClose: () => forgetEngine(follower, name),
    });
  }
  return follower;
}

function statusBody(
  settings: MarketDataSettings,
  feed: Readers,
  { engine, epoch, sequence }: { engine: string | null; epoch: number; sequence: number },
): object {
  const follows = engine !== null && feed.book !== null;
  return statusOf(settings, {
    role: 'market-data',
    ready: follows,
    leaderName: engine,
    epoch,
    sequence,
    inSync: follows,
    solo: false,
    mode: follows ? 'open' : 'halted',
  });
}
