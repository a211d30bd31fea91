import { exitCodes, ProofhouseError } from '#kit/errors.ts';
import type { CliCommand } from '../command.ts';

/** What can be published: a name, and where its zod schema comes from when it is asked for. */
const published: Record<string, { summary: string; load: () => Promise<object> }> = {
  stream: {
    summary: 'the lines between an engine and the harness: hello, commands, events',
    load: async () => (await import('#market/stream/schema.ts')).lineSchema,
  },
};

export default {
  summary: 'Print the JSON Schema of a file format; it is the code that validates.',
  configure(command) {
    const names = Object.entries(published).map(([name, { summary }]) => `${name} (${summary})`);
    command.argument('<name>', names.join('; '));
  },
  async run([name = '']) {
    const entry = Object.hasOwn(published, name) ? published[name] : undefined;
    if (entry === undefined) {
      throw new ProofhouseError(`expected a schema's name, received "${name}"`, {
        code: 'schema-unknown',
        exitCode: exitCodes.usage,
        cure: `Say one of: ${Object.keys(published).join(', ')}.`,
      });
    }
    const { toJSONSchema } = await import('zod');
    const schema = toJSONSchema((await entry.load()) as Parameters<typeof toJSONSchema>[0]);
    process.stdout.write(`${JSON.stringify(schema, null, 2)}\n`);
    return exitCodes.pass;
  },
} satisfies CliCommand;
