/**
 * A gateway: passes requests on to the engine and says what it knows when no answer comes.
 *
 * | variable      | what                                | default   |
 * |---------------|-------------------------------------|-----------|
 * | SERVICE       | its name                            |           |
 * | HOST          | address to listen on                | 127.0.0.1 |
 * | PORT          | the clients' wire and GET /status   |           |
 * | ENGINE        | host:port of the engine             |           |
 * | ANSWER_MS_MAX | every request is answered within    | 1500      |
 */
import { runService } from '../service/run.ts';

await runService(() => import('./start.ts'));
