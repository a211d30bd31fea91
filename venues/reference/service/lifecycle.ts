import type { Logger } from './logger.ts';
import { SettingError } from './settings.ts';

/** A start that cannot succeed: its message is the last log line, its exit code says which kind. */
export class StartError extends Error {
  override name = 'StartError';
}

/** Exit codes of the services, after sysexits.h. */
const exitCodes = { configuration: 78, unavailable: 69, internal: 70 } as const;

/**
 * Any error ends the process with a last log line that says why. A process that goes on after an
 * unknown error would be a worse witness than a dead one.
 */
export function endOnError(logger: Logger): (error: unknown) => never {
  const end = (error: unknown): never => {
    const { code, reason } = explain(error);
    logger.fatal({ reason, ...stackOf(error) }, `exiting: ${reason}`);
    process.exit(code);
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
  return end;
}

/** Answers SIGTERM: `drain` may finish what is in flight, then the process exits with 0. */
export function onTerminate(logger: Logger, drain: () => Promise<void>): void {
  process.once('SIGTERM', () => {
    logger.info('stopping');
    drain().then(
      () => process.exit(0),
      () => process.exit(exitCodes.internal),
    );
  });
}

function explain(error: unknown): { code: number; reason: string } {
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof SettingError) return { code: exitCodes.configuration, reason };
  if (error instanceof StartError) return { code: exitCodes.unavailable, reason };
  const system = error as NodeJS.ErrnoException;
  if (system?.code === 'EADDRINUSE') {
    return {
      code: exitCodes.unavailable,
      reason: `port taken: ${reason}; stop the process that listens there, or set another port`,
    };
  }
  return { code: exitCodes.internal, reason };
}

function stackOf(error: unknown): { stack?: string } {
  const expected = error instanceof SettingError || error instanceof StartError;
  return error instanceof Error && error.stack !== undefined && !expected
    ? { stack: error.stack }
    : {};
}
