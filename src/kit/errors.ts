/** Process exit codes, as published in the README; a test keeps code and documentation equal. */
export const exitCodes = {
  pass: 0,
  fail: 1,
  violation: 2,
  inconclusive: 3,
  stopped: 4,
  residue: 5,
  usage: 64,
  unavailable: 69,
  broken: 70,
  hungUp: 129,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/**
 * A failure whose cause is known: what was expected, what was received, what to do.
 * The command line prints `message` and `cure` without a stack and exits with `exitCode`.
 */
export class ProofhouseError extends Error {
  override name = 'ProofhouseError';
  readonly code: string;
  readonly exitCode: ExitCode;
  readonly cure: string;

  constructor(
    message: string,
    options: { code: string; exitCode: ExitCode; cure: string; cause?: unknown },
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = options.code;
    this.exitCode = options.exitCode;
    this.cure = options.cure;
  }
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
