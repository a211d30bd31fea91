import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { exitCodes, messageOf, ProofhouseError } from '#kit/errors.ts';
import { formatLine } from '#market/stream/codec.ts';
import { type Command, commandSchema } from '#market/stream/schema.ts';
import type { DrawnCase } from './shrink.ts';
import type { Finding } from './trial.ts';

/** A counterexample on disk: what `--replay` reads. */
const storedCase = z.object({
  schema: z.literal('proofhouse.case/1'),
  engine: z.string(),
  property: z.string(),
  seed: z.number(),
  salt: z.number(),
  commands: z.array(commandSchema),
});

export type StoredCase = z.infer<typeof storedCase>;

/** Writes case.json (for `--replay`) and commands.ndjson (to feed the engine by hand). */
export async function storeCase(
  folder: string,
  engine: string,
  seed: number,
  finding: Finding,
): Promise<{ caseFile: string; commandsFile: string }> {
  await mkdir(folder, { recursive: true });
  const { drawn, broken } = finding;
  const stored: StoredCase = {
    schema: 'proofhouse.case/1',
    engine,
    property: broken.property,
    seed,
    salt: drawn.salt,
    commands: [...drawn.commands],
  };
  const caseFile = path.join(folder, 'case.json');
  const commandsFile = path.join(folder, 'commands.ndjson');
  await writeFile(caseFile, `${JSON.stringify(stored, null, 2)}\n`);
  await writeFile(commandsFile, drawn.commands.map((one) => `${formatLine(one)}\n`).join(''));
  return { caseFile, commandsFile };
}

/** Reads a stored case; says which field is wrong. */
export async function readCase(file: string): Promise<{ property: string; drawn: DrawnCase }> {
  let stored: StoredCase;
  try {
    stored = storedCase.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (thrown) {
    const why = thrown instanceof z.ZodError ? z.prettifyError(thrown) : messageOf(thrown);
    throw new ProofhouseError(`${file} is no stored case: ${why}`, {
      code: 'case-unreadable',
      exitCode: exitCodes.usage,
      cure: 'Name the case.json that an earlier `proofhouse property` wrote.',
    });
  }
  const commands: Command[] = stored.commands;
  const drawn = { commands, salt: stored.salt, origin: 'replay', features: [] };
  return { property: stored.property, drawn };
}
