import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkout } from '#kit/checkout.ts';
import { type ExitCode, exitCodes, ProofhouseError } from '#kit/errors.ts';
import type { CliCommand } from './command.ts';

const commandFolder = path.join(import.meta.dirname, 'commands');

/** Runs the command line; resolves to the exit code and never throws. */
export async function main(argv: readonly string[]): Promise<ExitCode> {
  try {
    if (argv[0] === '--version' || argv[0] === '-V') return await printVersion();
    return await dispatch(argv);
  } catch (thrown) {
    return explain(thrown);
  }
}

async function dispatch(argv: readonly string[]): Promise<ExitCode> {
  const { Command, CommanderError } = await import('commander');
  const names = await commandNames();
  const program = new Command('proofhouse').version(await version()).exitOverride();
  program.description('Breaks a trading venue on purpose and says with evidence what was lost.');
  program.showSuggestionAfterError().showHelpAfterError('(try: proofhouse --help)');
  let exitCode: ExitCode = exitCodes.pass;
  // Only the named command is imported: the start of the others costs nothing.
  const wanted = names.includes(argv[0] ?? '') ? [argv[0] as string] : names;
  for (const name of wanted) {
    const command = await loadCommand(name);
    const child = program.command(name).description(command.summary);
    child.exitOverride().showHelpAfterError(`(try: proofhouse ${name} --help)`);
    command.configure(child);
    child.action(async () => {
      exitCode = await command.run(child.args, child.opts());
    });
  }
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    return thrown.exitCode === 0 ? exitCodes.pass : exitCodes.usage;
  }
  return exitCode;
}

async function commandNames(): Promise<string[]> {
  const files = await readdir(commandFolder);
  return files
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort();
}

async function loadCommand(name: string): Promise<CliCommand> {
  const file = pathToFileURL(path.join(commandFolder, `${name}.ts`)).href;
  return ((await import(file)) as { default: CliCommand }).default;
}

async function version(): Promise<string> {
  const manifest = await readFile(path.join(checkout, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

async function printVersion(): Promise<ExitCode> {
  process.stdout.write(`${await version()}\n`);
  return exitCodes.pass;
}

function explain(thrown: unknown): ExitCode {
  if (thrown instanceof ProofhouseError) {
    process.stderr.write(`${thrown.message}\n${thrown.cure}\n`);
    return thrown.exitCode;
  }
  const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  process.stderr.write(`proofhouse itself failed; please report this:\n${text}\n`);
  return exitCodes.broken;
}
