import path from 'node:path';
import type { Environment } from '#contract/runtime.ts';
import { type ExitCode, exitCodes } from '#kit/errors.ts';
import { planScenario } from '#plan/plan.ts';
import { createProgress } from '#report/progress.ts';
import { killSwitch } from '#run/kill-switch.ts';
import type { CliCommand } from '../command.ts';
import { readyToStart } from '../run/ready.ts';
import { watchSignals } from '../run/signals.ts';
import { type Standing, stand } from '../run/stand-plan.ts';
import { declareOverrides, planOptionsOf } from '../scenario-flags.ts';

const statusMs = 1_000;
const lookEveryMs = 100;

export default {
  summary: 'Bring a scenario’s venue up and leave it so until Ctrl-C; nothing is broken.',
  configure(command) {
    command.argument(
      '<scenario>',
      'scenario or plan file: its venue, options and runtime are used',
    );
    declareOverrides(command);
    command.option('--heal-first', 'remove what an earlier run left behind, then start');
    command.option('--out <folder>', 'folder for its logs and data', path.join('reports', 'out'));
  },
  async run([file = ''], options) {
    const plan = await planScenario(file, planOptionsOf(options));
    const progress = createProgress(process.stderr);
    const note = (text: string) => progress.note(text);
    await readyToStart(options.healFirst === true, note);
    const signals = watchSignals(note);
    const lost = new AbortController();
    const { venue, runtime, phases } = plan;
    const common = { venue, defects: venue.defects, runtime, upMaxMs: phases.upMaxMs };
    const onLost = (because: string) => lost.abort(because);
    const wanted = { ...common, out: options.out as string, purpose: 'up', onLost };
    const up = await stand(wanted, note);
    signals.underway(up.runId);
    await tellAddresses(up);
    const because = await untilOver(up.runId, AbortSignal.any([signals.stop, lost.signal]));
    note(`ending the venue: ${because}`);
    const left = await up.end();
    signals.release();
    for (const one of left) process.stderr.write(`${one}\n`);
    return codeOf(left, lost.signal.aborted);
  },
} satisfies CliCommand;

/** Ctrl-C is how it ends, so it is no interruption. */
function codeOf(left: readonly string[], unwatched: boolean): ExitCode {
  if (left.length > 0) return exitCodes.residue;
  return unwatched ? exitCodes.broken : exitCodes.pass;
}

async function tellAddresses({ environment, topology, runId, runFolder }: Standing): Promise<void> {
  const gateways = new Set(topology.gateways.map(({ service }) => service));
  const rows = await Promise.all(
    environment.services().map(async (service) => {
      const { name, role, address, process: identity } = service;
      const entry = gateways.has(name) ? 'clients dial it' : await stateOf(environment, name);
      return `${name.padEnd(14)} ${role.padEnd(12)} http://${address.padEnd(18)} pid ${String(identity?.pid ?? '-').padEnd(8)} ${entry}`.trimEnd();
    }),
  );
  const logs = path.relative('', path.join(runFolder, 'logs'));
  process.stdout.write(`${runId} is up; Ctrl-C ends it. Logs: ${logs}\n\n${rows.join('\n')}\n`);
}

async function stateOf(environment: Environment, name: string): Promise<string> {
  const signal = AbortSignal.timeout(statusMs);
  const status = await environment.status(name, signal).catch(() => undefined);
  if (status?.leader === true) return `leads epoch ${status.epoch ?? '?'}`;
  return status?.leader === false && status.inSync ? 'stands by, in sync' : '';
}

/** Resolves to why the venue has to end. */
function untilOver(runId: string, stop: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    const over = (because: string) => {
      clearInterval(timer);
      resolve(because);
    };
    const timer = setInterval(() => {
      const because = killSwitch(runId);
      if (because !== undefined) over(because);
    }, lookEveryMs);
    const onStop = () => {
      const { reason } = stop;
      over(typeof reason === 'string' ? reason : (reason as { because: string }).because);
    };
    if (stop.aborted) onStop();
    else stop.addEventListener('abort', onStop, { once: true });
  });
}
