import type { Command } from 'commander';
import type { ExitCode } from '#kit/errors.ts';

/** One command of the CLI: a file of `src/cli/commands/`, whose name is the command's name. */
export interface CliCommand {
  /** One line for `--help`. */
  readonly summary: string;
  /** Declares arguments and options. */
  configure(command: Command): void;
  /** Data goes to stdout, progress to stderr; resolves to the exit code. */
  run(args: readonly string[], options: Record<string, unknown>): Promise<ExitCode>;
}
