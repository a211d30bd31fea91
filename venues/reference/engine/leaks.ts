import fs from 'node:fs';
import type { Engine } from './engine.ts';

/** What the planted defect `leaks` holds on to. */
const kept: Uint8Array[] = [];
const keptBytes = 1024 * 1024;

/** leaks, planted: a file that is opened and memory that is kept, and nobody closes or frees. */
export function leak({ settings, planted }: Engine): void {
  const every = settings.defects.argument('leaks');
  if (every === 0 || planted.entered % every !== 0) return;
  fs.openSync('/dev/null', 'r');
  kept.push(new Uint8Array(keptBytes).fill(1));
}
