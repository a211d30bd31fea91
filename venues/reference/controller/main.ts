/**
 * The controller: failure detection, promotion, epochs. It is never on the path of an order; while
 * it is away trading goes on, and nobody can be promoted.
 *
 * | variable          | what                                             | default            |
 * |-------------------|--------------------------------------------------|--------------------|
 * | SERVICE           | controller                                       |                    |
 * | HOST              | address to listen on                             | 127.0.0.1          |
 * | PORT              | HTTP: GET /status                                |                    |
 * | CONTROL_PORT      | TCP: heartbeats and wishes of the engines        |                    |
 * | DATA              | folder of the recorded configuration             |                    |
 * | ENGINES           | names of the engines                             | engine-a,engine-b  |
 * | REPLICATION       | sync or async                                    | sync               |
 * | VERSION_LABEL     | shown as version                                 | 1                  |
 * | LEADER_SILENCE_MS | a leader silent for longer is lost               | 800                |
 * | LEADER_APART_MS   | a leader without a connection for longer is lost | 100                |
 * | START_GRACE_MS    | wait for missing engines at a start              | 1000               |
 */
import { runService } from '../service/bootstrap.ts';

runService(async () => (await import('./start.ts')).start);
