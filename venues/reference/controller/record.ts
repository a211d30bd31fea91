import fs from 'node:fs';
import path from 'node:path';
import { StartError } from '../service/lifecycle.ts';

/** A log that holds everything that was acknowledged: its engine may lead. */
export type Member = { name: string; logId: string };

/** The configuration in force. It is on the disk before anybody acts on it. */
export type Configuration = { epoch: number; leader: string; inSync: readonly Member[] };

const fileName = 'configuration.json';

export function readConfiguration(folder: string): Configuration | null {
  const file = path.join(folder, fileName);
  try {
    fs.mkdirSync(folder, { recursive: true });
    if (!fs.existsSync(file)) return null;
    return JSON.parse(fs.readFileSync(file, 'utf8')) as Configuration;
  } catch (error) {
    const { message } = error as Error;
    throw new StartError(`cannot read ${file}: ${message}; DATA must name a writable folder`);
  }
}

/** Replaces the configuration, durably: a new file, synced, renamed over the old one. */
export function writeConfiguration(folder: string, configuration: Configuration): void {
  const file = path.join(folder, fileName);
  const fresh = `${file}.new`;
  fs.writeFileSync(fresh, `${JSON.stringify(configuration)}\n`, { flush: true });
  fs.renameSync(fresh, file);
  const directory = fs.openSync(folder, 'r');
  fs.fsyncSync(directory);
  fs.closeSync(directory);
}
