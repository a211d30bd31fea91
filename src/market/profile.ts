import { z } from 'zod';
import { exitCodes, ProofhouseError } from '#kit/errors.ts';
import { conventionsSchema, type DeclaredConventions } from './conventions.ts';
import { type DeclaredInstrument, helloSchema, instrumentSchema } from './stream/schema.ts';

const profileSchema = z.strictObject({
  ...conventionsSchema.shape,
  instruments: z.array(instrumentSchema).optional(),
});

/**
 * Reads what an engine declares, from the text of a file: an object of conventions (with
 * `instruments` beside them, if any), or the hello line of an engine as it wrote it.
 */
export function parseProfile(
  text: string,
  file: string,
): { conventions: DeclaredConventions; instruments?: DeclaredInstrument[] | undefined } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw refuse(file, 'one JSON object', String(cause));
  }
  const isHello = typeof value === 'object' && value !== null && 'hello' in value;
  if (isHello) {
    const hello = helloSchema.safeParse(value);
    if (!hello.success) throw refuse(file, 'the hello of an engine', prettify(hello.error));
    return hello.data.hello;
  }
  const parsed = profileSchema.safeParse(value);
  if (!parsed.success) throw refuse(file, 'conventions', prettify(parsed.error));
  const { instruments, ...conventions } = parsed.data;
  return { conventions, instruments };
}

const prettify = (error: z.ZodError) => z.prettifyError(error);

function refuse(file: string, expected: string, received: string): ProofhouseError {
  return new ProofhouseError(`${file}: expected ${expected}: ${received}`, {
    code: 'conventions-invalid',
    exitCode: exitCodes.usage,
    cure: 'The names and values are in `proofhouse schema stream`, below hello.conventions.',
  });
}
