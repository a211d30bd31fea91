import { signalProcess } from '#contract/process-table.ts';
import type { Environment } from '#contract/runtime.ts';
import { openDesk, type Sent } from './desk.ts';
import { readProblems } from './read-rules.ts';
import {
  accepted,
  backendsOf,
  barrierOf,
  gatewaysOf,
  type Rule,
  readAll,
  resting,
  type Trial,
} from './trial.ts';

const pausedMs = 300;
const burst = 20;
const readyMaxMs = 30_000;

/** What is told while something is wrong. Each rule leaves the venue as it found it. */
export const failureRules: readonly Rule[] = [
  {
    id: 'unreachable-is-not-executed',
    says: 'a gateway that is down executes nothing, and the client says so at once',
    attempt: unreachable,
  },
  {
    id: 'paused-tells-no-lie',
    says: 'while the services behind the gateways hang, what is told is true and nothing hangs',
    attempt: pausedBehind,
  },
  {
    id: 'keeps-across-restart',
    says: 'after a cold restart everything accepted is there, and positions only grow',
    attempt: keepsAcrossRestart,
  },
  {
    id: 'closes-in-time',
    says: 'closing gives up on what is unanswered, tells it indeterminate, and ends the reports',
    attempt: closesInTime,
  },
];

async function unreachable(trial: Trial) {
  const { environment, desk, topology, boundMs } = trial;
  const gateway = gatewaysOf(trial).at(-1) ?? '';
  const identity = environment.service(gateway).process;
  if (identity === undefined) return { unknown: `${gateway} has no process to end` };
  signalProcess(identity, 'SIGKILL');
  await gone(environment, gateway, boundMs);
  const one = await desk.enter(gateway, resting(topology.symbols[0] ?? ''));
  const told = one.told?.outcome ?? `no answer within ${boundMs} ms`;
  const wrong =
    told === 'not-executed' ? [] : [`expected not-executed of a dead ${gateway}, received ${told}`];
  await environment.start(gateway);
  await environment.untilReady(gateway, readyMaxMs);
  return [...wrong, ...readProblems(trial, await readAll(trial, gateway))];
}

/** Everything behind the gateways stands still, then goes on: answers may be late, never false. */
async function pausedBehind(trial: Trial) {
  const { environment, desk, topology, boundMs } = trial;
  const gateways = gatewaysOf(trial);
  const behind = backendsOf(trial).flatMap((name) => environment.service(name).process ?? []);
  if (behind.length === 0) return { unknown: 'no service stands behind the gateways' };
  for (const identity of behind) signalProcess(identity, 'SIGSTOP');
  const begun: Sent[] = [];
  try {
    const symbol = topology.symbols[0] ?? '';
    for (let index = 0; index < burst; index++) {
      begun.push(desk.begin(gateways[index % gateways.length] ?? '', resting(symbol)));
    }
    await new Promise((resolve) => setTimeout(resolve, pausedMs));
  } finally {
    for (const identity of behind) signalProcess(identity, 'SIGCONT');
  }
  await Promise.all(begun.map(desk.answered));
  await settled(trial);
  const hanging = begun.filter((one) => one.told === undefined).length;
  const wrong = hanging === 0 ? [] : [`${hanging} of ${burst} had no answer within ${boundMs} ms`];
  return [...wrong, ...readProblems(trial, await readAll(trial, gateways[0] ?? ''))];
}

async function keepsAcrossRestart(trial: Trial) {
  const { environment, desk, topology, boundMs } = trial;
  const before = barrierOf(trial);
  const epochs = accepted(trial).map((one) => one.told?.epoch ?? 0);
  if (before === 0) return { unknown: 'nothing was accepted before' };
  const names = environment.services().map(({ name }) => name);
  await environment.killAll();
  await Promise.all(names.map((name) => environment.start(name)));
  await Promise.all(names.map((name) => environment.untilReady(name, readyMaxMs)));
  const after = await settled(trial);
  if (after === undefined) return [`no order was accepted within ${boundMs} ms of the restart`];
  const { sequence = 0, epoch = 0 } = after.told ?? {};
  const wrong: string[] = [];
  if (sequence <= before) wrong.push(`after sequence ${before} came ${sequence}`);
  const highest = Math.max(...epochs);
  if (epoch < highest) wrong.push(`after epoch ${highest} came ${epoch}`);
  const gateway = gatewaysOf(trial)[0] ?? '';
  const symbols = topology.symbols.length;
  const read = await readAll(trial, gateway);
  return symbols > 0 && desk.sent.length > 0 ? [...wrong, ...readProblems(trial, read)] : wrong;
}

async function closesInTime(trial: Trial) {
  const { environment, topology, boundMs, runTag } = trial;
  const gateway = gatewaysOf(trial)[0] ?? '';
  const identity = environment.service(gateway).process;
  if (identity === undefined) return { unknown: `${gateway} has no process to pause` };
  const client = await trial.connect(environment.gateways());
  const desk = openDesk(client, `${runTag}close`, boundMs);
  signalProcess(identity, 'SIGSTOP');
  try {
    const one = desk.begin(gateway, resting(topology.symbols[0] ?? ''));
    const closed = await inTime(client.close(), boundMs);
    if (!closed) return [`close was not over within ${boundMs} ms`];
    if (!(await inTime(desk.ended, boundMs))) return ['the reports did not end after close'];
    const told = one.told?.outcome ?? 'nothing';
    if (told === 'indeterminate') return [];
    return [`an order that was never answered was told ${told}, expected indeterminate`];
  } finally {
    signalProcess(identity, 'SIGCONT');
  }
}

/** The first order that is accepted again; undefined if none is in time. */
async function settled(trial: Trial): Promise<Sent | undefined> {
  const { desk, topology, boundMs } = trial;
  const deadlineMs = performance.now() + boundMs;
  const gateway = gatewaysOf(trial)[0] ?? '';
  while (performance.now() < deadlineMs) {
    const one = await desk.enter(gateway, resting(topology.symbols[0] ?? ''));
    if (one.told?.outcome === 'accepted') return one;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return undefined;
}

async function gone(environment: Environment, name: string, withinMs: number): Promise<void> {
  const deadlineMs = performance.now() + withinMs;
  while (environment.service(name).process !== undefined && performance.now() < deadlineMs) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function inTime(work: Promise<unknown>, withinMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), withinMs);
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
