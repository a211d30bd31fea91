import os from 'node:os';
import path from 'node:path';

/**
 * The user's cache folder for Proofhouse: `$XDG_CACHE_HOME/proofhouse`, else `~/.cache/proofhouse`.
 */
export function userCacheFolder(): string {
  const base = process.env.XDG_CACHE_HOME;
  // The specification says that a relative path is to be ignored.
  const folder = base && path.isAbsolute(base) ? base : path.join(os.homedir(), '.cache');
  return path.join(folder, 'proofhouse');
}
