import { keepLink, type LineSocket, type Link, type Message } from '../service/lines.ts';
import { beginSpan } from '../service/span.ts';
import type { VenueMode } from '../service/status.ts';
import { type Breaker, closeBreaker, mayPass, newBreaker, noteSilence } from './breaker.ts';
import { plantedAnswer, staysAway } from './planted.ts';
import type { GatewaySettings } from './settings.ts';

/** What an engine said of itself last; forgotten when its connection is lost. */
type EngineRole = {
  leading: boolean;
  epoch: number;
  mode: VenueMode;
  solo: boolean;
  inSync: boolean;
  sequence: number;
};

type EngineLink = { name: string; link: Link; role: EngineRole | null; breaker: Breaker };

export type EngineAnswer = { status: number; body: object };

type Pending = { engine: EngineLink; settle(answer: EngineAnswer): void; timer: NodeJS.Timeout };

/** The gateway's connections to the engines. It keeps no other state, so it can die at any time. */
export type Engines = {
  settings: GatewaySettings;
  links: EngineLink[];
  pending: Map<number, Pending>;
  nextId: number;
  /** The highest epoch seen to lead, and how often another engine took over. */
  epoch: number;
  leaderName: string | null;
  failovers: number;
  /** Hears what engines say besides answers, once their role was taken note of. */
  onMessage?: (name: string, message: Message, socket: LineSocket) => void;
  onClose?: (name: string) => void;
};

export function linkToEngines(settings: GatewaySettings): Engines {
  const engines: Engines = {
    settings,
    links: [],
    pending: new Map(),
    nextId: 1,
    epoch: 0,
    leaderName: null,
    failovers: 0,
  };
  for (const { name, address } of settings.engines) {
    const link = keepLink(address, {
      onMessage: (message, socket) => {
        receive(engines, engine, message);
        if (message.kind !== 'reply') engines.onMessage?.(name, message, socket);
      },
      onClose: () => {
        lose(engines, engine);
        engines.onClose?.(name);
      },
    });
    const engine: EngineLink = { name, link, role: null, breaker: newBreaker() };
    engines.links.push(engine);
  }
  return engines;
}

function receive(engines: Engines, engine: EngineLink, message: Message): void {
  if (message.kind === 'role') {
    const { leading, epoch, mode, solo, inSync, sequence } = message as unknown as EngineRole;
    if (staysAway(engines, sequence)) return;
    if (leading && engine.role?.leading !== true) closeBreaker(engine.breaker);
    engine.role = { leading, epoch, mode, solo, inSync, sequence };
    if (!leading || epoch < engines.epoch) return;
    if (engines.leaderName !== null && engines.leaderName !== engine.name) engines.failovers += 1;
    engines.epoch = epoch;
    engines.leaderName = engine.name;
  } else if (message.kind === 'reply') {
    closeBreaker(engine.breaker);
    if (engine.role !== null) engine.role.sequence = Number(message.committed);
    settle(engines, Number(message.id), message as unknown as EngineAnswer);
  }
}

/** What was sent over a lost connection may have been executed: nobody here can know. */
function lose(engines: Engines, engine: EngineLink): void {
  engine.role = null;
  closeBreaker(engine.breaker);
  for (const [id, pending] of engines.pending) {
    if (pending.engine === engine) settle(engines, id, outcomeUnknown('the engine was lost'));
  }
}

function settle(engines: Engines, id: number, answer: EngineAnswer): void {
  const pending = engines.pending.get(id);
  if (pending === undefined) return;
  engines.pending.delete(id);
  clearTimeout(pending.timer);
  pending.settle({ status: answer.status, body: answer.body });
}

/** The engine that leads the highest epoch seen; null while nobody is known to lead. */
export function leaderOf(engines: Engines): EngineLink | null {
  const leader = engines.links.find(({ role }) => role?.leading && role.epoch >= engines.epoch);
  return leader ?? null;
}

/**
 * Sends a request to the leader. Nothing was sent: 503, certainly not executed. Sent, and no
 * answer within the bound: 504, outcome unknown; an answer that comes later is dropped.
 */
export function ask(engines: Engines, message: Message): Promise<EngineAnswer> {
  const { service, defects, answerMsMax } = engines.settings;
  const dead = defects.has('one-gateway-dead') && service === 'gateway-b' && engines.failovers > 0;
  const engine = dead ? null : destinationOf(engines, message);
  const socket = engine?.link.socket;
  if (engine === null || socket === null || socket === undefined) {
    return Promise.resolve(notForwarded('no engine is known to lead'));
  }
  if (!mayPass(engine.breaker, engines.settings, performance.now())) {
    return Promise.resolve(notForwarded(`${engine.name} answers nothing: the breaker is open`));
  }
  const id = engines.nextId;
  engines.nextId += 1;
  const span = beginSpan(`ask ${message.kind}`, message.traceparent);
  return new Promise((settled) => {
    const resolve = plantedAnswer(engines, message, id, settled);
    const answered = (answer: EngineAnswer) => {
      span?.end({ engine: engine.name, 'http.response.status_code': answer.status });
      resolve(answer);
    };
    const late = () => {
      noteSilence(engine.breaker, engines.settings, performance.now());
      settle(engines, id, outcomeUnknown(`no answer within ${answerMsMax} ms`));
    };
    engines.pending.set(id, { engine, settle: answered, timer: setTimeout(late, answerMsMax) });
    socket.send({ ...message, id, ...(span && { traceparent: span.traceparent }) });
  });
}

function destinationOf(engines: Engines, message: Message): EngineLink | null {
  const leader = leaderOf(engines);
  const { defects, service } = engines.settings;
  const isRead = message.kind === 'orders' || message.kind === 'book';
  if (defects.has('standby-serves-stale') && service === 'gateway-b' && isRead) {
    return engines.links.find((one) => one.role !== null && one !== leader) ?? leader;
  }
  return leader;
}

export function notForwarded(message: string): EngineAnswer {
  return { status: 503, body: { error: { code: 'not-forwarded', message } } };
}

function outcomeUnknown(message: string): EngineAnswer {
  return { status: 504, body: { error: { code: 'outcome-unknown', message } } };
}
