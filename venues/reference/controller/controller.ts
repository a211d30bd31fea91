import type { LineSocket, Message } from '../service/lines.ts';
import type { Logger } from '../service/logger.ts';
import { heard, newSilence, type Silence, tickSilence } from '../service/silence.ts';
import type { VenueMode } from '../service/status.ts';
import { type Decision, decide, type EngineView } from './decide.ts';
import { type Configuration, type Member, writeConfiguration } from './record.ts';
import type { ControllerSettings } from './settings.ts';

/** What an engine reported last. */
type EngineState = {
  name: string;
  socket: LineSocket | null;
  logId: string;
  bootId: string;
  leadingEpoch: number | null;
  mode: VenueMode;
  committed: number;
  lastEpoch: number;
  lastSequence: number;
  refused: boolean;
  silence: Silence;
  apart: Silence;
  connected: Silence;
};

export type Controller = {
  settings: ControllerSettings;
  logger: Logger;
  configuration: Configuration | null;
  /** What was in force before the last promotion. */
  previous: Configuration | null;
  engines: EngineState[];
  /** The process that was told to lead, and whether it was seen to do so. */
  leaderBootId: string | null;
  leaderSeen: boolean;
  /** Processes that were in sync under this controller's eyes. */
  warmBootIds: Set<string>;
  halted: boolean;
  lastReason: string;
  startedMs: number;
};

export const tickMs = 20;

export function newController(
  settings: ControllerSettings,
  logger: Logger,
  configuration: Configuration | null,
): Controller {
  return {
    settings,
    logger,
    configuration,
    previous: null,
    engines: settings.engines.map(newEngineState),
    leaderBootId: null,
    leaderSeen: false,
    warmBootIds: new Set(),
    halted: false,
    lastReason: '',
    startedMs: performance.now(),
  };
}

function newEngineState(name: string): EngineState {
  return {
    name,
    socket: null,
    logId: '',
    bootId: '',
    leadingEpoch: null,
    mode: 'halted',
    committed: 0,
    lastEpoch: 0,
    lastSequence: 0,
    refused: false,
    silence: newSilence(),
    apart: newSilence(),
    connected: newSilence(),
  };
}

export function receiveFromEngine(
  controller: Controller,
  message: Message,
  socket: LineSocket,
): void {
  const engine = controller.engines.find((one) => one.socket === socket);
  if (message.kind === 'hello') greet(controller, message, socket);
  else if (engine === undefined) socket.close();
  else takeMessage(controller, engine, message);
}

function takeMessage(controller: Controller, engine: EngineState, message: Message): void {
  heard(engine.silence);
  if (message.kind === 'beat') takeReport(controller, engine, message);
  else if (message.kind === 'solo-request') grantSolo(controller, engine, message);
  else if (message.kind === 'join-request') recordJoin(controller, engine, message);
  else if (message.kind === 'refused-to-lead') takeRefusal(controller, engine, message);
}

export function engineClosed(controller: Controller, socket: LineSocket): void {
  const engine = controller.engines.find((one) => one.socket === socket);
  if (engine === undefined) return;
  engine.socket = null;
  engine.apart = newSilence();
}

function greet(controller: Controller, message: Message, socket: LineSocket): void {
  const engine = controller.engines.find((one) => one.name === message.name);
  if (engine === undefined) {
    socket.close();
    return;
  }
  if (engine.socket !== socket) engine.socket?.close();
  engine.socket = socket;
  engine.logId = String(message.logId);
  engine.bootId = String(message.bootId);
  engine.refused = false;
  engine.silence = newSilence();
  engine.connected = newSilence();
  takeReport(controller, engine, message);
  if (controller.configuration !== null) remind(controller, controller.configuration, engine);
}

/** Tells an engine that has just connected what is in force. */
function remind(controller: Controller, configuration: Configuration, engine: EngineState): void {
  const { leader, epoch } = configuration;
  if (engine.name !== leader) {
    tellFollower(configuration, engine);
    return;
  }
  // It has been leading since before this controller started.
  if (engine.leadingEpoch !== null && engine.leadingEpoch <= epoch) {
    controller.leaderBootId = engine.bootId;
  }
  if (engine.bootId === controller.leaderBootId) tellLeader(controller, configuration, engine);
}

function takeReport(controller: Controller, engine: EngineState, message: Message): void {
  engine.leadingEpoch = message.leadingEpoch as number | null;
  engine.mode = message.mode as VenueMode;
  engine.committed = Number(message.committed);
  engine.lastEpoch = Number(message.lastEpoch);
  engine.lastSequence = Number(message.lastSequence);
  const { configuration, leaderBootId } = controller;
  if (engine.bootId === leaderBootId && engine.leadingEpoch === configuration?.epoch) {
    controller.leaderSeen = true;
  }
}

/** The leader lost its standby and asks to acknowledge alone. */
function grantSolo(controller: Controller, engine: EngineState, message: Message): void {
  if (!mayAsk(controller, engine, message)) return;
  adopt(controller, engine.name, [memberOf(engine)], 'the standby is lost');
}

/** The leader's standby holds everything that was acknowledged, and is waited for from now on. */
function recordJoin(controller: Controller, engine: EngineState, message: Message): void {
  if (!mayAsk(controller, engine, message)) return;
  const standby = { name: String(message.standby), logId: String(message.logId) };
  const joined = controller.engines.find((one) => one.name === standby.name);
  if (joined !== undefined) controller.warmBootIds.add(joined.bootId);
  adopt(controller, engine.name, [memberOf(engine), standby], `${standby.name} is in sync`);
}

/** Only the leader of the very epoch that is in force; a request from before it is out of date. */
function mayAsk(controller: Controller, engine: EngineState, message: Message): boolean {
  const { configuration, leaderBootId } = controller;
  if (configuration === null) return false;
  if (engine.name !== configuration.leader || engine.bootId !== leaderBootId) {
    tellFollower(configuration, engine);
    return false;
  }
  return message.epoch === configuration.epoch;
}

/**
 * An engine whose log is too short: the configuration from before is in force again, without it.
 */
function takeRefusal(controller: Controller, engine: EngineState, message: Message): void {
  const { configuration, previous, settings } = controller;
  engine.refused = true;
  controller.leaderBootId = null;
  if (configuration?.leader === engine.name && previous !== null) {
    const inSync = previous.inSync.filter(({ name }) => name !== engine.name);
    controller.configuration = { epoch: configuration.epoch, leader: previous.leader, inSync };
    writeConfiguration(settings.data, controller.configuration);
  }
  controller.logger.error({ engine: engine.name, reason: message.reason }, 'refused to lead');
}

function memberOf(engine: EngineState): Member {
  return { name: engine.name, logId: engine.logId };
}

/** Records a new configuration, then tells everybody. */
function adopt(
  controller: Controller,
  leader: string,
  inSync: readonly Member[],
  because: string,
): void {
  const known = Math.max(
    controller.configuration?.epoch ?? 0,
    ...controller.engines.map((engine) => engine.lastEpoch),
  );
  const configuration: Configuration = { epoch: known + 1, leader, inSync };
  writeConfiguration(controller.settings.data, configuration);
  controller.configuration = configuration;
  const names = inSync.map(({ name }) => name);
  controller.logger.info({ epoch: known + 1, leader, inSync: names, because }, 'configuration');
  for (const engine of controller.engines) {
    if (engine.name === leader) tellLeader(controller, configuration, engine);
    else tellFollower(configuration, engine);
  }
}

function tellLeader(
  controller: Controller,
  configuration: Configuration,
  engine: EngineState,
): void {
  engine.socket?.send({
    kind: 'lead',
    epoch: configuration.epoch,
    solo: configuration.inSync.length === 1,
    afterHalt: controller.halted,
    floor: floorOf(controller),
  });
}

function tellFollower(configuration: Configuration, engine: EngineState): void {
  const { epoch, leader, inSync } = configuration;
  const eligible = inSync.some(({ logId }) => logId === engine.logId);
  engine.socket?.send({ kind: 'follow', epoch, leader, eligible });
}

/** With synchronous replication everything an engine called committed is on every log in sync. */
function floorOf(controller: Controller): number {
  const { engines, settings } = controller;
  if (settings.defects.has('promotes-stale')) return 0;
  return settings.replication === 'async' ? 0 : Math.max(...engines.map((one) => one.committed));
}

/** Every 20 ms: is somebody leading, and if not, who shall? */
export function tick(controller: Controller): void {
  const views = controller.engines.map((engine) => viewOf(controller, engine));
  const decided = decide({
    configuration: controller.configuration,
    engines: views,
    sinceStartMs: performance.now() - controller.startedMs,
    limits: controller.settings,
  });
  const decision = stalePromotion(controller, decided) ?? decided;
  if (decision.kind === 'promote') {
    const engine = controller.engines.find((one) => one.name === decision.name)!;
    controller.halted ||= decision.afterHalt;
    controller.leaderBootId = engine.bootId;
    controller.leaderSeen = false;
    controller.previous = controller.configuration;
    adopt(controller, engine.name, [memberOf(engine)], decision.because);
    controller.halted = false;
  } else if (decision.kind === 'halt') {
    controller.halted = true;
  }
  const reason = 'because' in decision ? decision.because : '';
  if (decision.kind === 'halt' && reason !== controller.lastReason) {
    controller.logger.warn({ because: reason }, 'halted');
  }
  controller.lastReason = reason;
}

/** promotes-stale, planted: rather than halt, whoever is there leads, whatever his log lacks. */
function stalePromotion({ settings, engines }: Controller, decided: Decision): Decision | null {
  if (!settings.defects.has('promotes-stale') || decided.kind !== 'halt') return null;
  const there = engines.find(({ socket }) => socket !== null);
  if (there === undefined) return null;
  return { kind: 'promote', name: there.name, afterHalt: true, because: decided.because };
}

function viewOf(controller: Controller, engine: EngineState): EngineView {
  const { name, logId, bootId, lastEpoch, lastSequence, refused } = engine;
  const gone = controller.leaderSeen && engine.socket !== null && engine.leadingEpoch === null;
  return {
    name,
    logId,
    lastEpoch,
    lastSequence,
    refused,
    connected: engine.socket !== null,
    leads: bootId !== '' && bootId === controller.leaderBootId && !gone,
    warm: controller.warmBootIds.has(bootId),
    silentMs: tickSilence(engine.silence, tickMs),
    apartMs: tickSilence(engine.apart, tickMs),
    connectedForMs: tickSilence(engine.connected, tickMs),
  };
}

export function leaderOf(controller: Controller): EngineState | null {
  const { configuration, engines } = controller;
  const leader = engines.find((engine) => engine.name === configuration?.leader);
  return leader !== undefined && leader.leadingEpoch !== null && leader.socket !== null
    ? leader
    : null;
}
