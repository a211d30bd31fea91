import { readdirSync, readFileSync } from 'node:fs';

/** USER_HZ: what /proc counts in, whatever the kernel's own tick. */
const ticksPerSecond = 100;

/** Processor time of all processes of a group, in milliseconds; undefined without /proc. */
export function groupCpuMs(group: number): number | undefined {
  let ticks = 0;
  let seen = false;
  for (const entry of processes()) {
    const fields = statOf(entry);
    if (!fields || Number(fields[2]) !== group) continue;
    seen = true;
    ticks += Number(fields[11]) + Number(fields[12]);
  }
  return seen ? (ticks * 1_000) / ticksPerSecond : undefined;
}

function processes(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name));
  } catch {
    return [];
  }
}

/** The fields of stat from the state on: the name before them may contain anything. */
function statOf(pid: string): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}
