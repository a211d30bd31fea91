import { readFileSync } from 'node:fs';

/** One mounted file system, as proc_pid_mountinfo(5) tells it. */
export interface Mount {
  readonly folder: string;
  /** `major:minor` of the device below it. */
  readonly device: string;
  readonly type: string;
  /** What was mounted, e.g. `/dev/loop0`. */
  readonly source: string;
}

/** What is mounted on exactly this folder, the youngest mount; undefined if nothing is. */
export function mountOn(folder: string): Mount | undefined {
  return allMounts().findLast((mount) => mount.folder === folder);
}

/** File that backs the loop device mounted on a folder; undefined if there is none. */
export function imageBelow(folder: string): string | undefined {
  const source = mountOn(folder)?.source;
  if (source === undefined || !source.startsWith('/dev/loop')) return undefined;
  const name = source.slice('/dev/'.length);
  try {
    return readFileSync(`/sys/block/${name}/loop/backing_file`, 'utf8').trim();
  } catch {
    return undefined;
  }
}

function allMounts(): Mount[] {
  const lines = readFileSync('/proc/self/mountinfo', 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => {
    const [before = '', after = ''] = line.split(' - ');
    const fields = before.split(' ');
    const [type = '', source = ''] = after.split(' ');
    return { folder: unescaped(fields[4] ?? ''), device: fields[2] ?? '', type, source };
  });
}

/** The kernel writes blanks as `\040`. */
function unescaped(text: string): string {
  return text.replaceAll(/\\(\d{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
}
