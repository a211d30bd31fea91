/**
 * The engine: sequencer, matching, write-ahead log, replication. Two of them run; one leads.
 *
 * | variable             | what                                             | default   |
 * |----------------------|--------------------------------------------------|-----------|
 * | SERVICE              | engine-a or engine-b                             |           |
 * | HOST                 | address to listen on                             | 127.0.0.1 |
 * | PORT                 | HTTP: GET /status, GET /log                      |           |
 * | ENTRY_PORT           | TCP: orders and reads from the gateways          |           |
 * | REPLICATION_PORT     | TCP: rounds from the other engine when it leads  |           |
 * | DATA                 | folder of the log; made when missing             |           |
 * | PEER                 | host:port of the other's REPLICATION_PORT        |           |
 * | CONTROLLER           | host:port of the controller's CONTROL_PORT       |           |
 * | REPLICATION          | sync or async                                    | sync      |
 * | REPLICATION_LAG_MS   | async: a round is sent so much later             | 0         |
 * | DURABILITY           | sync or none                                     | sync      |
 * | DEFECTS              | NAME[:ARG],… see defects.ts                      | none      |
 * | VERSION_LABEL        | shown as version                                 | 1         |
 * | CANCEL_ONLY_MS       | cancel-only after a halt                         | 200       |
 * | STANDBY_SILENCE_MS   | a standby silent for longer is lost              | 600       |
 * | SNAPSHOT_RECORDS     | a snapshot follows so many records, see snapshots.ts | 2000  |
 * | CRASH_POINTS         | on or off: the route of crash-point.ts           | off       |
 *
 * `main.ts --stream` needs none of these: it speaks the NDJSON command stream on stdin and stdout.
 */
import { runService } from '../service/bootstrap.ts';

if (process.argv.includes('--stream')) {
  const { runStream } = await import('./stream.ts');
  runStream(process.argv.includes('--digest'));
} else {
  await runService(async () => (await import('./start.ts')).start);
}
