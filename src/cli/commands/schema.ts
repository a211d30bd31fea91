import type { ZodType } from 'zod';
import { loadPlugin, pluginNames } from '#catalogue';
import { exitCodes, ProofhouseError } from '#kit/errors.ts';
import type { CliCommand } from '../command.ts';

/** What can be published: a name, and where its JSON Schema comes from when it is asked for. */
const published: Record<string, { summary: string; json: () => Promise<unknown> }> = {
  plan: {
    summary: 'plan.json: a scenario with its names resolved and its randomness drawn',
    json: async () => draft2020((await import('#plan/plan-schema.ts')).planFileSchema),
  },
  run: {
    summary: 'run.json: the verdict of a run and everything it rests on',
    json: async () => draft2020((await import('#report/run-schema.ts')).runReportSchema),
  },
  scenario: {
    summary: 'a scenario file, for editors',
    json: async () => {
      const { scenarioJsonSchema } = await import('#plan/scenario-json-schema.ts');
      return scenarioJsonSchema({ loadPlugin, pluginNames });
    },
  },
  suite: {
    summary: 'suite.json: several runs, gated together',
    json: async () => draft2020((await import('#report/suite-schema.ts')).suiteReportSchema),
  },
  stream: {
    summary: 'the lines between an engine and the harness: hello, commands, events',
    json: async () => draft2020((await import('#market/stream/schema.ts')).lineSchema),
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
    process.stdout.write(`${JSON.stringify(await entry.json(), null, 2)}\n`);
    return exitCodes.pass;
  },
} satisfies CliCommand;

/** Draft 2020-12, which is what zod writes. */
async function draft2020(schema: ZodType): Promise<unknown> {
  const { toJSONSchema } = await import('zod');
  return toJSONSchema(schema);
}
