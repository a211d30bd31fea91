/**
 * The gateway: HTTP/JSON and WebSocket order entry for clients, stateless. Two of them run; either
 * serves everything.
 *
 * | variable          | what                                       | default   |
 * |-------------------|--------------------------------------------|-----------|
 * | SERVICE           | gateway-a or gateway-b                     |           |
 * | HOST              | address to listen on                       | 127.0.0.1 |
 * | PORT              | HTTP: the clients' wire, /status, /metrics |           |
 * | ENGINE_A          | host:port of engine-a's ENTRY_PORT         |           |
 * | ENGINE_B          | host:port of engine-b's ENTRY_PORT         |           |
 * | SYMBOLS           | what is traded, comma-separated            | X,Y       |
 * | ANSWER_MS_MAX     | every request is answered within           | 1500      |
 * | ORDERS_PER_SECOND | new orders an account, each second; 0: any | 2000      |
 * | BREAKER_SILENT    | unanswered in a row that open the breaker  | 5         |
 * | BREAKER_OPEN_MS   | how long it refuses before one may try     | 500       |
 * | DEFECTS           | NAME[:ARG],… see defects.ts                | none      |
 * | VERSION_LABEL     | shown as version                           | 1         |
 */
import { runService } from '../service/bootstrap.ts';

runService(async () => (await import('./start.ts')).start);
