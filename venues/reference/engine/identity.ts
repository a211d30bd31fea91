import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { StartError } from '../service/lifecycle.ts';

const fileName = 'log-id';

/**
 * The name of the log in this folder, made with it and kept beside it. The controller records which
 * logs were in sync, so an engine whose folder was emptied cannot pass for the one it was.
 */
export function readLogId(folder: string): string {
  const file = path.join(folder, fileName);
  try {
    fs.mkdirSync(folder, { recursive: true });
    const known = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim() : '';
    if (known !== '') return known;
    const logId = randomUUID();
    fs.writeFileSync(file, `${logId}\n`, { flush: true });
    return logId;
  } catch (error) {
    const { message } = error as Error;
    throw new StartError(`data folder not writable: ${message}; DATA must name a writable folder`);
  }
}
