import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { exitCodes, ProofhouseError } from '#kit/errors.ts';
import { stateFolder } from './registry.ts';

const variable = 'PROOFHOUSE_STOP';
const suffix = '.stop';
const everyone = `all${suffix}`;

/**
 * Why nothing may be injected, or nothing at all; undefined if the switch is off. It is a file of
 * the state folder, for all runs or for one, or `PROOFHOUSE_STOP`: a path names one more file to
 * look for, anything else is the switch itself.
 */
export function killSwitch(runId?: string): string | undefined {
  const wanted = process.env[variable] ?? '';
  if (wanted !== '' && !path.isAbsolute(wanted)) return `${variable} is set`;
  const own = runId === undefined ? [] : [fileOf(runId)];
  for (const file of [fileOf(), ...own, ...(wanted === '' ? [] : [wanted])]) {
    if (existsSync(file)) return sayingOf(file);
  }
  return undefined;
}

/** Throws while the switch is on for everybody: nothing new begins then. */
export function refuseWhileStopped(): void {
  const because = killSwitch();
  if (because === undefined) return;
  throw new ProofhouseError(`The kill switch is on: ${because}`, {
    code: 'kill-switch',
    exitCode: exitCodes.stopped,
    cure: `Nothing starts until it is off: proofhouse stop --release, or unset ${variable}.`,
  });
}

/** Stops one run, or all and every new one until it is released. */
export function engageKillSwitch(because: string, runId?: string): string {
  const file = fileOf(runId);
  writeFileSync(file, `${because}\n`);
  return file;
}

/**
 * Takes the switch off, for everybody and every single run; resolves to the files that were there.
 */
export function releaseKillSwitch(): string[] {
  const files = readdirSync(stateFolder()).filter((name) => name.endsWith(suffix));
  for (const name of files) rmSync(path.join(stateFolder(), name), { force: true });
  return files;
}

/** A run that is over needs no order to stop any more. */
export function forgetOrder(runId: string): void {
  rmSync(fileOf(runId), { force: true });
}

function fileOf(runId?: string): string {
  return path.join(stateFolder(), runId === undefined ? everyone : `${runId}${suffix}`);
}

function sayingOf(file: string): string {
  try {
    const [text = ''] = readFileSync(file, 'utf8').split('\n');
    return text.trim() === '' ? file : `${text.trim().slice(0, 200)} (${file})`;
  } catch {
    return file;
  }
}
