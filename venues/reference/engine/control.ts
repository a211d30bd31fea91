import { keepLink, type Message } from '../service/lines.ts';
import type { Engine } from './engine.ts';
import { settle } from './follow.ts';
import { obeyLead, readLeadOrder, replaced } from './lead.ts';

/** Heartbeats to the controller. */
const beatMs = 50;

/**
 * The link to the controller: heartbeats and wishes go out, the recorded configuration comes in.
 */
export function linkToController(engine: Engine): void {
  engine.control = keepLink(engine.settings.controller, {
    onOpen: (socket) => {
      const { logId, bootId, settings } = engine;
      socket.send({ kind: 'hello', name: settings.service, logId, bootId, ...report(engine) });
    },
    onMessage: (message) => receive(engine, message),
  });
  setInterval(() => engine.control?.socket?.send({ kind: 'beat', ...report(engine) }), beatMs);
}

function report(engine: Engine): object {
  const { state, epoch, mode, committed, log, exchange, solo } = engine;
  return {
    state,
    leadingEpoch: state === 'leading' ? epoch : null,
    mode,
    solo,
    committed,
    lastSequence: log.written,
    lastEpoch: exchange.epochs.at(-1)?.epoch ?? 0,
  };
}

function receive(engine: Engine, message: Message): void {
  if (message.kind === 'lead') obeyLead(engine, readLeadOrder(message));
  else if (message.kind === 'follow') follow(engine, message);
}

/** The record names another leader. Its predecessors may replicate here no more. */
function follow(engine: Engine, message: Message): void {
  const epoch = Number(message.epoch);
  const leader = String(message.leader);
  if (epoch < engine.fence) return;
  replaced(engine, `${leader} leads epoch ${epoch}`);
  if (engine.state === 'leading' || engine.state === 'promoting') return;
  if (leader !== engine.leaderName || engine.fence === 0) engine.fence = epoch;
  engine.leaderName = leader;
  engine.eligible = message.eligible === true;
  settle(engine);
}
