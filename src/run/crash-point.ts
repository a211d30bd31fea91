const variable = 'PROOFHOUSE_CRASH_AT';

/**
 * A place where the harness can be made to die or to fall asleep, so that what must survive it can
 * be tried at every transition of the journal: `PROOFHOUSE_CRASH_AT=journal-active` ends it by
 * SIGKILL there, `journal-armed:SIGSTOP` stops it. Does nothing where the variable is not set.
 */
export function crashPoint(name: string): void {
  const [wanted, signal = 'SIGKILL'] = (process.env[variable] ?? '').split(':');
  if (wanted === name) process.kill(process.pid, signal as NodeJS.Signals);
}
