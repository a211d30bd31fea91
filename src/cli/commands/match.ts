import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { checkout } from '#kit/checkout.ts';
import { exitCodes, messageOf, ProofhouseError } from '#kit/errors.ts';
import { completeConventions } from '#market/conventions.ts';
import { createModel } from '#market/model/market.ts';
import type { Profile } from '#market/model/types.ts';
import { parseProfile } from '#market/profile.ts';
import { formatLine } from '#market/stream/codec.ts';
import { capabilities, type Hello } from '#market/stream/schema.ts';
import type { CliCommand } from '../command.ts';
import { serve } from '../match/serve.ts';

export default {
  summary: 'Run the matching model: command lines from stdin, event lines to stdout.',
  configure(command) {
    command.option('--conventions <file>', 'the conventions of an engine, or its hello line');
    command.option('--only-events', 'leave out the hello and the done lines');
    command.option('--digest', 'put the digest of the book on every done line');
  },
  async run(_args, options) {
    const profile = await readProfile(options.conventions as string | undefined);
    const onlyEvents = options.onlyEvents === true;
    const model = createModel(profile, { digest: options.digest === true });
    // Whoever reads the events may have seen enough: that is no failure of ours.
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(exitCodes.pass);
      throw error;
    });
    if (!onlyEvents) process.stdout.write(`${formatLine({ hello: await hello(profile) })}\n`);
    await serve(model, process.stdin, process.stdout, { onlyEvents });
    return exitCodes.pass;
  },
} satisfies CliCommand;

async function readProfile(file: string | undefined): Promise<Profile> {
  if (file === undefined) return {};
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new ProofhouseError(`cannot read the conventions: ${messageOf(cause)}`, {
      code: 'conventions-unreadable',
      exitCode: exitCodes.usage,
      cure: 'Name a JSON file, or leave the option out for the default conventions.',
    });
  }
  return parseProfile(text, file);
}

async function hello({ conventions, instruments }: Profile): Promise<Hello> {
  const manifest = await readFile(path.join(checkout, 'package.json'), 'utf8');
  return {
    engine: 'proofhouse-model',
    version: (JSON.parse(manifest) as { version: string }).version,
    protocol: 1,
    conventions: completeConventions(conventions),
    capabilities: [...capabilities],
    ...(instruments ? { instruments: [...instruments] } : {}),
  };
}
