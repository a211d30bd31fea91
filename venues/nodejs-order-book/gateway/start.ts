import { type Answer, type Asked, failure, json, serve } from '../service/http.ts';
import { log } from '../service/run.ts';
import { readCount, readOwnAddress, readPeerAddress, readText } from '../service/settings.ts';
import { forward } from './forward.ts';

/** Whoever asks for a status wants to know now whether the engine is there. */
const statusMsMax = 200;

export async function start(): Promise<void> {
  const service = readText('SERVICE');
  const engine = readPeerAddress('ENGINE');
  const answerMsMax = readCount('ANSWER_MS_MAX', 1_500);

  const handle = async (asked: Asked): Promise<Answer> => {
    const isStatus = asked.method === 'GET' && asked.target === '/status';
    const outcome = await forward(engine, asked, isStatus ? statusMsMax : answerMsMax);
    if (isStatus) return statusOf(service, 'answer' in outcome ? outcome.answer : undefined);
    if ('answer' in outcome) return outcome.answer;
    const { sent, because } = outcome;
    // A read without an answer has no outcome that could be unknown: it is simply not served.
    return sent && asked.method !== 'GET'
      ? failure(504, 'outcome-unknown', `it was sent to the engine: ${because}`)
      : failure(503, 'not-forwarded', `the engine is away: ${because}`);
  };
  const address = readOwnAddress();
  await serve(address, handle);
  log('listening', { service, port: address.port });
}

function statusOf(service: string, answer: Answer | undefined): Answer {
  const common = { service, role: 'gateway', live: true };
  if (answer?.status !== 200) return json(200, { ...common, ready: false, mode: 'halted' });
  const { version, ready, epoch, sequence, mode } = JSON.parse(answer.text);
  return json(200, { ...common, version, ready, epoch, sequence, mode });
}
