import path from 'node:path';
import { loadPlugins } from '#catalogue';
import { type ExitCode, exitCodes, ProofhouseError } from '#kit/errors.ts';
import type { StreamSource } from '#market/evidence/draw.ts';
import type { PropertyPlugin } from '#market/evidence/property.ts';
import { classify, type Explanation } from '#trial/classify.ts';
import { engineLimits } from '#trial/engine-process.ts';
import { engineSubject } from '#trial/engine-subject.ts';
import { writeReports } from '#trial/report-files.ts';
import { readCase, storeCase } from '#trial/stored-case.ts';
import type { Subject } from '#trial/subject.ts';
import { renderLengths, renderTable } from '#trial/table.ts';
import {
  type Finding,
  replayTrial,
  runTrial,
  type TrialOptions,
  type TrialResult,
} from '#trial/trial.ts';
import type { CliCommand } from '../command.ts';
import { durationMs, featureList, wholeNumber } from '../trial-options.ts';

/** A relation costs one more run, hence one more process, of the engine. */
const relationsAStream = 2;

export default {
  summary: 'Try an engine against the model and every property; a failure is shrunk.',
  configure(command) {
    command.requiredOption('--engine <command>', 'the command line that starts the engine');
    command.option('--runs <n>', 'streams to try at most (default 300)');
    command.option('--seed <n>', 'what everything is drawn from (default: the time)');
    command.option('--time <t>', 'time for the search, such as 30s or 5m (default 60s)');
    command.option('--silence <t>', 'how long an answer may take (default 5s)');
    command.option('--features <list>', 'only these capabilities, with commas between them');
    command.option('--length <n>', 'the most commands of a stream (default 256)');
    command.option('--no-long', 'leave out the few streams of 5,000 orders');
    command.option('--replay <file>', 'only this stored case');
    command.option('--out <folder>', 'for the counterexample, JUnit and HTML');
    command.option('--json', 'machine-readable');
  },
  async run(_args, options) {
    const trial = readOptions(options);
    const silenceMsMax = durationMs('silence', options.silence, engineLimits.silenceMsMax);
    const replayed = options.replay === undefined ? null : await readCase(String(options.replay));
    const properties = await loadPlugins<PropertyPlugin>('property');
    const sources = await loadPlugins<StreamSource>('arbitrary');
    const command = String(options.engine);
    const subject = await engineSubject(command, { ...engineLimits, silenceMsMax });
    try {
      refuseNothing(subject, trial);
      const result = replayed
        ? await replayTrial(subject, properties, replayed.drawn, replayed.property)
        : await runTrial(subject, properties, sources, trial);
      const explanation = result.finding
        ? await classify(subject, result.finding, properties, sources, shorter(trial))
        : undefined;
      return await tell({ subject, command, result, explanation, properties, options });
    } finally {
      await subject.close();
    }
  },
} satisfies CliCommand;

function readOptions(options: Record<string, unknown>): TrialOptions {
  const features = featureList('features', options.features);
  return {
    seed: wholeNumber('seed', options.seed, Date.now() % 2 ** 31, 0),
    runs: wholeNumber('runs', options.runs, 300),
    timeMsMax: durationMs('time', options.time, 60_000),
    lengthMax: wholeNumber('length', options.length, 256),
    long: options.long !== false,
    relationsMax: relationsAStream,
    ...(features === undefined ? {} : { features }),
  };
}

/** To believe an explanation, a part of the search that found the difference is enough. */
function shorter(trial: TrialOptions): TrialOptions {
  return { ...trial, runs: Math.min(trial.runs, 100), timeMsMax: trial.timeMsMax / 2, long: false };
}

/** An engine that offers nothing that is asked for cannot be tried. */
function refuseNothing(subject: Subject, { features }: TrialOptions): void {
  const offered = subject.hello.capabilities;
  const wanted = features === undefined ? offered : offered.filter((one) => features.includes(one));
  if (wanted.includes('limit')) return;
  throw new ProofhouseError('Every stream needs limit orders, and here they are not to be had.', {
    code: 'nothing-to-try',
    exitCode: exitCodes.usage,
    cure: `Let --features contain limit; the engine offers ${offered.join(', ') || 'nothing'}.`,
  });
}

interface Told {
  readonly subject: Subject;
  readonly command: string;
  readonly result: TrialResult;
  readonly explanation: Explanation | undefined;
  readonly properties: ReadonlyMap<string, PropertyPlugin>;
  readonly options: Record<string, unknown>;
}

async function tell(told: Told): Promise<ExitCode> {
  const { subject, result, explanation, properties, options } = told;
  const { finding } = result;
  const folder = String(options.out ?? path.join('reports', 'out', `property-${result.seed}`));
  let reproduce = `proofhouse property --engine "${told.command}" --seed ${result.seed}`;
  if (finding) {
    const { caseFile } = await storeCase(folder, subject.name, result.seed, finding);
    reproduce = `proofhouse property --engine "${told.command}" --replay ${caseFile}`;
  }
  const sentence = explanation
    ? `behaves like ${explanation.name}=${explanation.value}: that entry explains every difference; declare it in the hello and try again`
    : finding
      ? 'no single convention of the closed list explains it'
      : '';
  if (finding || options.out !== undefined) {
    const report = { engine: subject.name, result, explanation: sentence, reproduce };
    await writeReports(folder, report, properties);
  }
  const { runs, commands, lengths, seed } = result;
  const examined = Object.fromEntries(result.examined);
  if (options.json) {
    const json = { engine: subject.name, seed, runs, commands, examined, explanation, finding };
    process.stdout.write(`${JSON.stringify({ ...json, reproduce }, null, 2)}\n`);
  } else process.stdout.write(`${text(told, sentence, lengths, reproduce)}\n`);
  // What one entry of the closed list explains is no bug: it is to be declared, and tried again.
  if (finding) return explanation ? exitCodes.inconclusive : exitCodes.violation;
  return runs === 0 || result.examined.size === 0 ? exitCodes.inconclusive : exitCodes.pass;
}

function text(
  { subject, result, properties }: Told,
  sentence: string,
  lengths: readonly number[],
  reproduce: string,
): string {
  const { finding, runs, commands, seed } = result;
  const unexamined = [...properties.keys()].filter((name) => !result.examined.has(name));
  const lines = [
    `${subject.name}: ${runs} streams, ${commands} commands, seed ${seed}, ${(result.ms / 1000).toFixed(1)} s`,
    `lengths: ${renderLengths(lengths)}`,
    `properties: ${result.examined.size} examined${unexamined.length > 0 ? `, not examined: ${unexamined.join(', ')}` : ''}`,
  ];
  if (result.examined.size === 0) return [...lines, 'nothing was examined'].join('\n');
  if (!finding) return [...lines, 'no counterexample'].join('\n');
  const { broken, shrink, alsoBroken } = finding;
  const summary = properties.get(broken.property)?.summary ?? 'The engine answers every command.';
  const also = alsoBroken.length > 0 ? [`also broken by it: ${alsoBroken.join(', ')}`] : [];
  const said = broken.fault?.stderr.length ? ['its last words:', ...broken.fault.stderr] : [];
  return [
    ...lines,
    '',
    `COUNTEREXAMPLE to ${broken.property}: ${summary}`,
    renderTable(finding),
    ...said,
    ...(finding.unsteady ? [tellUnsteady(finding.unsteady)] : []),
    `shrunk from ${shrink.from} commands to ${finding.drawn.commands.length} in ${shrink.attempts} tries`,
    ...also,
    sentence,
    `reproduce: ${reproduce}`,
  ].join('\n');
}

/** The same commands do not always give the same answers: a finding in itself. */
function tellUnsteady({ broken, of }: NonNullable<Finding['unsteady']>): string {
  return `it does not break every time: ${broken} of ${of} runs of this stream`;
}
