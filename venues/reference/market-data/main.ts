/**
 * The market-data service: the book and trade feed, gapless, across every failover. It follows the
 * engine that leads, keeps the book that its messages make, and serves both to any number of
 * WebSockets.
 *
 * | variable             | what                                               | default   |
 * |----------------------|----------------------------------------------------|-----------|
 * | SERVICE              | market-data                                        |           |
 * | HOST                 | address to listen on                               | 127.0.0.1 |
 * | PORT                 | HTTP: GET /status, GET /metrics; WebSocket: /feed  |           |
 * | ENGINE_A             | host:port of engine-a's ENTRY_PORT                 |           |
 * | ENGINE_B             | host:port of engine-b's ENTRY_PORT                 |           |
 * | SYMBOLS              | what is traded, comma-separated                    | X,Y       |
 * | SLOW_CONSUMER_BYTES  | a reader with more unsent than this is cut off     | 8000000   |
 * | DEFECTS              | NAME[:ARG],… see defects.ts                        | none      |
 * | VERSION_LABEL        | shown as version                                   | 1         |
 */
import { runService } from '../service/bootstrap.ts';

runService(async () => (await import('./start.ts')).start);
