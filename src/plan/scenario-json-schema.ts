import { z } from 'zod';
import type { Catalogue } from './resolve.ts';
import {
  bystanderHead,
  checkHead,
  faultHead,
  loadHead,
  mayFailHead,
  objectiveSections,
  plainSections,
  sloHead,
  stopHead,
  venueHead,
} from './scenario-schema.ts';

interface JsonObject {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
  readonly [key: string]: unknown;
}

interface Described {
  readonly summary: string;
  readonly options: z.ZodType;
}

/**
 * The scenario file as JSON Schema (draft 2020-12) for editors, with every plugin of the catalogue
 * and its options. It says less than planning does: rules across keys are not in it.
 */
export async function scenarioJsonSchema(catalogue: Catalogue): Promise<object> {
  const objectives = z.strictObject({
    rto: objectiveSections.rto.optional(),
    rpo: objectiveSections.rpo.optional(),
    slo: z.array(sloHead).optional(),
  });
  const plain = { ...plainSections, objectives: objectives.optional() };
  const lists = {
    stopWhen: z.array(stopHead).optional(),
    mayFail: z.array(mayFailHead).optional(),
    bystanders: z.array(bystanderHead).optional(),
  };
  const top = inputSchema(z.strictObject({ ...plain, ...lists }));
  const [venues, loads, faults, checks] = await Promise.all([
    perPlugin(catalogue, 'venue', venueHead, 'name'),
    perPlugin(catalogue, 'generator', loadHead, 'generator'),
    perPlugin(catalogue, 'fault', faultHead, 'kind'),
    perPlugin(catalogue, 'check', checkHead, 'id'),
  ]);
  const names = await catalogue.pluginNames('check');
  return {
    ...top,
    title: 'Proofhouse scenario',
    properties: {
      ...top.properties,
      runtime: { enum: await catalogue.pluginNames('runtime'), default: 'process' },
      venue: { anyOf: venues },
      load: { type: 'array', items: { anyOf: loads } },
      faults: { type: 'array', items: { anyOf: faults } },
      checks: { type: 'array', items: { anyOf: [{ enum: names }, ...checks] } },
    },
    required: [...(top.required ?? []), 'venue', 'load'],
  };
}

/** One object schema a plugin: what is ours of an item, and the plugin's options beside it. */
async function perPlugin(
  catalogue: Catalogue,
  kind: 'venue' | 'generator' | 'fault' | 'check',
  head: z.ZodObject,
  nameKey: string,
): Promise<object[]> {
  const ours = inputSchema(head);
  const names = await catalogue.pluginNames(kind);
  return Promise.all(
    names.map(async (name) => {
      const plugin = await catalogue.loadPlugin<Described>(kind, name);
      const options = inputSchema(plugin.options);
      return {
        description: plugin.summary,
        type: 'object',
        properties: { ...ours.properties, [nameKey]: { const: name }, ...options.properties },
        required: [...(ours.required ?? []), ...(options.required ?? [])],
        additionalProperties: false,
      };
    }),
  );
}

/** What may be written, which is not what is read: quantities are texts with their unit. */
function inputSchema(schema: z.ZodType): JsonObject {
  return z.toJSONSchema(schema, {
    io: 'input',
    override: ({ jsonSchema }) => {
      // zod gives defaults as they are read: milliseconds, where the file says `30s`.
      if (typeof jsonSchema.default !== jsonSchema.type) delete jsonSchema.default;
    },
  }) as JsonObject;
}
