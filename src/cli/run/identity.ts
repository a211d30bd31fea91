import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import path from 'node:path';
import { checkout } from '#kit/checkout.ts';

/**
 * `20261122-101502-leader-killed-3fa9c1`: sorts by time, and its last part tells runs of a second
 * apart.
 */
export function newRunId(scenario: string, now: Date): string {
  const stamp = now.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return `${stamp}-${scenario}-${randomBytes(3).toString('hex')}`;
}

/** Version of this package. */
export function toolVersion(): string {
  const manifest = readFileSync(path.join(checkout, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

/** Commit of a checkout, with `+` if it was changed since; `unknown` outside of one. */
export function commitOf(folder: string): string {
  try {
    const git = (...args: string[]) =>
      execFileSync('git', ['-C', folder, ...args], { stdio: ['ignore', 'pipe', 'ignore'] })
        .toString()
        .trim();
    const changed = git('status', '--porcelain', '--untracked-files=no') !== '';
    return git('rev-parse', 'HEAD') + (changed ? '+' : '');
  } catch {
    return 'unknown';
  }
}

/** What a reader of a figure must know of the machine that it was measured on. */
export function machineFacts(): Record<string, string> {
  const processors = cpus();
  return {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    kernel: release(),
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: String(processors.length),
    memory: `${(totalmem() / 2 ** 30).toFixed(1)} GiB`,
  };
}
