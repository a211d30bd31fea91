/**
 * The engine: the npm package nodejs-order-book, its journal and its snapshots, and the wire.
 *
 * | variable       | what                                              | default   |
 * |----------------|---------------------------------------------------|-----------|
 * | SERVICE        | its name                                          |           |
 * | HOST           | address to listen on                              | 127.0.0.1 |
 * | PORT           | the wire: orders, log, status                     |           |
 * | DATA           | folder of journal and snapshot                    |           |
 * | SYMBOLS        | what is traded, comma-separated                   | X,Y       |
 * | DURABILITY     | sync: acknowledged is on disk; none: never synced | sync      |
 * | SNAPSHOT_EVERY | records between two snapshots, at least           | 500       |
 */
import { runService } from '../service/run.ts';
import { StartError } from '../service/settings.ts';

await runService(() => import('./start.ts').catch(explain));

/** The package is installed for development only: Proofhouse itself does without it. */
function explain(thrown: NodeJS.ErrnoException): never {
  const isMissing = thrown.code === 'ERR_MODULE_NOT_FOUND';
  if (!isMissing || !thrown.message.includes("'nodejs-order-book'")) throw thrown;
  throw new StartError(
    'expected the npm package nodejs-order-book, it is not installed: npm install nodejs-order-book',
  );
}
