import type { Mutation } from '../mutant.ts';

/** A failure planted into every plugin of a kind, and what must be said of a run that meets it. */
export interface PlantedFailure {
  readonly failure: string;
  readonly mutation: Mutation;
  readonly verdicts: readonly string[];
  readonly exitCodes: readonly number[];
  /** Stands in what is printed, or in run.json. */
  readonly says: string;
}

type Kind = 'Fault' | 'Injector' | 'Observer' | 'Check' | 'Report' | 'Runtime' | 'Client';

const folder: Readonly<Record<Kind, string>> = {
  Fault: 'fault',
  Injector: 'fault',
  Observer: 'observer',
  Check: 'check',
  Report: 'report',
  Runtime: 'runtime',
  Client: 'client',
};

/** Members that replace those of every plugin of the kind; `plugin` is the one that was there. */
function plant(kind: Kind, members: string): Mutation {
  const head = `export function define${kind}(plugin: ${kind}Plugin): ${kind}Plugin {\n  return `;
  return {
    file: `src/contract/${folder[kind]}.ts`,
    from: `${head}plugin;`,
    to: `${head}{ ...plugin, ${members} } as ${kind}Plugin;`,
  };
}

const throws = "throw new Error('planted');";
const hangs = 'await new Promise(() => {});';
const later = "setTimeout(() => { throw new Error('planted'); }, 100);";
const onlyAtNoise = ['PASS', 'INCONCLUSIVE', 'FAIL'];
const unknown = { verdicts: ['INCONCLUSIVE'], exitCodes: [3] };
const broken = { verdicts: ['BROKEN'], exitCodes: [70] };
const stands = { verdicts: onlyAtNoise, exitCodes: [0, 1, 3] };

/**
 * Where a plugin of each kind can fail, in every way that it can: it throws, hangs, or ends late.
 */
export const plantedFailures: readonly PlantedFailure[] = [
  {
    failure: 'an injector throws when it applies',
    mutation: plant('Injector', `async apply() { ${throws} }`),
    says: 'apply failed: planted',
    ...unknown,
  },
  {
    failure: 'an injector hangs when it applies',
    mutation: plant('Injector', `async apply() { ${hangs} }`),
    says: 'apply of pause was not over in 15000 ms',
    ...unknown,
  },
  {
    failure: 'an injector applies, and throws where nobody waits',
    mutation: plant(
      'Injector',
      `async apply(step, world) { ${later} await plugin.apply(step, world); }`,
    ),
    says: 'thrown where nobody waits: planted',
    ...broken,
  },
  {
    failure: 'an injector throws when it reverts',
    mutation: plant('Injector', `async revert() { ${throws} }`),
    says: 'its heal was not verified',
    ...unknown,
  },
  {
    failure: 'an injector hangs when it reverts',
    mutation: plant('Injector', `async revert() { ${hangs} }`),
    says: 'its heal was not verified',
    ...unknown,
  },
  {
    failure: 'an injector reverts at the second attempt only',
    mutation: plant(
      'Injector',
      `async revert(step, world) { if (!globalThis.tried) { globalThis.tried = true; ${throws} } await plugin.revert(step, world); }`,
    ),
    says: '"status": "confirmed"',
    ...stands,
  },
  {
    failure: 'an injector cannot inspect',
    mutation: plant('Injector', `async inspect() { ${throws} }, async revert() { ${throws} }`),
    says: 'may still be in (planted)',
    verdicts: ['INCONCLUSIVE'],
    exitCodes: [5],
  },
  {
    failure: 'the probe of an effect throws',
    mutation: plant('Fault', `async effect() { ${throws} }`),
    says: 'the probe failed: planted',
    ...unknown,
  },
  {
    failure: 'the probe of an effect hangs',
    mutation: plant('Fault', `async effect() { ${hangs} }`),
    says: 'the probe was not over in 5000 ms',
    ...unknown,
  },
  {
    failure: 'the probe of a heal throws',
    mutation: plant('Fault', `async healed() { ${throws} }`),
    says: 'its heal was not verified',
    ...unknown,
  },
  {
    failure: 'the probe of a heal hangs',
    mutation: plant('Fault', `async healed() { ${hangs} }`),
    says: 'its heal was not verified',
    ...unknown,
  },
  {
    failure: 'a fault throws when it looks before it acts',
    mutation: plant('Fault', `async remember() { ${throws} }`),
    says: 'not-injected',
    ...unknown,
  },
  {
    failure: 'a fault throws when it is asked for its steps',
    mutation: plant('Fault', `steps() { ${throws} }`),
    says: 'not-injected',
    ...unknown,
  },
  {
    failure: 'an observer crashes',
    mutation: plant('Observer', `async observe() { ${throws} }`),
    says: 'planted',
    verdicts: ['INCONCLUSIVE', 'BROKEN'],
    exitCodes: [3, 69, 70],
  },
  {
    failure: 'an observer throws where nobody waits',
    mutation: plant(
      'Observer',
      `async observe(context) { ${later} await plugin.observe(context); }`,
    ),
    says: 'thrown where nobody waits: planted',
    verdicts: ['BROKEN'],
    exitCodes: [69, 70],
  },
  {
    failure: 'a check crashes while it reads',
    mutation: plant('Check', `begin() { return { on: { told() { ${throws} } }, end() {} }; }`),
    says: 'planted',
    ...broken,
  },
  {
    failure: 'a check crashes at the end',
    mutation: plant('Check', `begin() { return { on: {}, end() { ${throws} } }; }`),
    says: 'planted',
    ...broken,
  },
  {
    failure: 'a report crashes',
    mutation: plant('Report', `async write() { ${throws} }`),
    says: 'failed: planted',
    ...stands,
  },
  {
    failure: 'the venue does not start, for a reason of the runtime',
    mutation: plant('Runtime', `async up() { ${throws} }`),
    says: 'planted',
    verdicts: ['BROKEN'],
    exitCodes: [69],
  },
  {
    failure: 'the end of the venue throws',
    mutation: plant('Runtime', ended(throws)),
    says: 'the end of the venue failed: planted',
    ...stands,
  },
  {
    failure: 'the end of the venue hangs',
    mutation: plant('Runtime', ended(hangs)),
    says: 'the end of the venue failed',
    ...stands,
  },
  {
    failure: 'a client does not connect',
    mutation: plant('Client', `async connect() { ${throws} }`),
    says: 'planted',
    verdicts: ['BROKEN'],
    exitCodes: [69, 70],
  },
  {
    failure: 'a disk that is full when the verdict is to be written',
    mutation: {
      file: 'src/run/run.ts',
      from: '  const verdict = await request.judge(plan, historyFile);',
      to: `  const verdict = await request.judge(plan, historyFile);
  try {
    for (let at = 0; ; at += 1) writeFileSync(path.join(runFolder, \`ballast-\${at}\`), Buffer.alloc(65_536));
  } catch {}`,
    },
    says: 'ENOSPC',
    verdicts: onlyAtNoise,
    exitCodes: [70, 1],
  },
];

/** Nothing of the venue is ended by the runtime: all of it is left to the sweep. */
function ended(how: string): string {
  return `async up(context) {
    const environment = await plugin.up(context);
    return Object.assign(environment, { async [Symbol.asyncDispose]() { ${how} } });
  }`;
}
