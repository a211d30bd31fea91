import type { LineSocket, Message } from '../service/lines.ts';
import { beginSpan } from '../service/span.ts';
import {
  type Answer,
  atOnce,
  cancelAll,
  cancelOrder,
  enterOrder,
  failure,
  notForwarded,
  notServed,
  type Reply,
  replaceOrder,
} from './commands.ts';
import { whenCommitted } from './commit.ts';
import type { Engine } from './engine.ts';
import { followFeed } from './followers.ts';
import { logText } from './log.ts';
import type { CancelCommand, MassCancelCommand, NewCommand, ReplaceCommand } from './records.ts';
import { bookView, orderPage } from './views.ts';

const reads = new Set(['orders', 'book', 'log']);
const stallMs = 1_000;
const staleOrders = 50;

/** A gateway's request. Every request is answered, whatever becomes of this engine's leadership. */
export function receiveFromGateway(engine: Engine, message: Message, socket: LineSocket): void {
  if (message.kind === 'follow-feed') {
    followFeed(engine, message, socket);
    return;
  }
  const stallLeftMs = stallOf(engine);
  if (stallLeftMs > 0) {
    setTimeout(() => receiveFromGateway(engine, message, socket), stallLeftMs);
    return;
  }
  const span = beginSpan(message.kind, message.traceparent);
  const send = (reply: Reply) => {
    span?.end({ epoch: engine.epoch, 'http.response.status_code': reply.status });
    socket.send({ kind: 'reply', id: message.id, committed: engine.committed, ...reply });
  };
  const answer = answerTo(engine, message);
  if (answer === null) return;
  const { reply, otherwise } = answer;
  if (otherwise === null) send(reply);
  else whenCommitted(engine, (outcome) => send(outcome === 'committed' ? reply : otherwise));
}

function answerTo(engine: Engine, message: Message): Answer | null {
  if (reads.has(message.kind)) return read(engine, message);
  if (engine.state !== 'leading') return atOnce(notForwarded('this engine does not lead'));
  if (message.kind === 'new') return enterOrder(engine, message.order as NewCommand);
  if (message.kind === 'cancel') return cancelOrder(engine, message.cancel as CancelCommand);
  if (message.kind === 'replace') return replaceOrder(engine, message.replace as ReplaceCommand);
  if (message.kind === 'mass-cancel') {
    return cancelAll(engine, message.massCancel as MassCancelCommand);
  }
  return atOnce(failure(400, 'malformed', `no such request: ${message.kind}`));
}

/** relapse, planted: how long the engine still stands still, in milliseconds. */
function stallOf(engine: Engine): number {
  const { stalledFromMs } = engine.planted;
  const sinceMs = performance.now() - stalledFromMs;
  return stalledFromMs > 0 && sinceMs >= 0 ? stallMs - sinceMs : 0;
}

/** Reads show what was committed at a moment after the request came. */
function read(engine: Engine, message: Message): Answer {
  const stale = engine.settings.defects.has('standby-serves-stale') && engine.state === 'standby';
  if (engine.state !== 'leading' && !stale) {
    return atOnce(notForwarded('this engine does not lead'));
  }
  const reply = { status: 200, body: viewOf(engine, message, stale ? staleOrders : 0) };
  return { reply, otherwise: stale ? null : notServed };
}

function viewOf(engine: Engine, message: Message, hidden: number): object {
  const { exchange, epoch } = engine;
  if (message.kind === 'book') return bookView(exchange, String(message.symbol), epoch);
  const { account, after, limit } = message;
  if (message.kind === 'log')
    return { text: logText(engine.log, Number(message.from), Number(limit)) };
  const request = {
    account: account === null ? null : String(account),
    after: Number(after),
    limit: Number(limit),
  };
  return orderPage(exchange, request, epoch, hidden);
}
