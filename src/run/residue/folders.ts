import { readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Inventory } from './residue.ts';

/** What stands in the temporary folder under the run's id; the run's own folder is its evidence. */
export const folders: Inventory = {
  async find({ runId, runFolder }) {
    return namesIn(tmpdir())
      .filter((name) => name.includes(runId))
      .map((name) => path.join(tmpdir(), name))
      .filter((entry) => entry !== path.resolve(runFolder))
      .map((entry) => ({
        what: `temporary ${entry}`,
        command: `rm -r ${entry}`,
        remove: async () => rmSync(entry, { recursive: true, force: true }),
      }));
  },
};

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
