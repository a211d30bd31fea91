import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { defineInjector, type Step } from 'proofhouse/contract';

const right = '+0';

/** Sets the wall clock that one service reads, by the file that libfaketime watches for it. */
export default defineInjector({
  summary: "Puts one service's wall clock ahead or behind; the machine's clock is never touched.",
  actions: ['skew'],

  async apply(step) {
    const seconds = Number(step.parameters?.offsetMs) / 1_000;
    if (!Number.isFinite(seconds)) throw new Error('skew needs offsetMs, a number');
    set(fileOf(step), `${seconds < 0 ? '' : '+'}${seconds}`);
  },

  async revert(step) {
    if (existsSync(fileOf(step))) set(fileOf(step), right);
  },

  async inspect(step) {
    const file = fileOf(step);
    if (!existsSync(file)) return 'absent';
    return readFileSync(file, 'utf8').trim() === right ? 'absent' : 'present';
  },
});

/** Whole or not at all: the service may read it at any moment. */
function set(file: string, offset: string): void {
  writeFileSync(`${file}.next`, `${offset}\n`);
  renameSync(`${file}.next`, file);
}

function fileOf({ target }: Step): string {
  if (target.path === undefined) throw new Error(`${target.service} has no clock of its own`);
  return target.path;
}
