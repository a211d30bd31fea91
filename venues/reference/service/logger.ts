import pino from 'pino';

export type Logger = pino.Logger;

/**
 * NDJSON to stdout. Written synchronously, so that the last line before an exit or a crash is
 * there: the harness quotes it.
 */
export function createLogger(service: string): Logger {
  return pino(
    {
      base: { service },
      level: process.env.LOG_LEVEL ?? 'info',
      formatters: { level: (label) => ({ level: label }) },
    },
    pino.destination({ fd: 1, sync: true }),
  );
}
