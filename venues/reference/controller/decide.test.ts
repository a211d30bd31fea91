import { expect, test } from 'vitest';
import { decide, type EngineView, type View } from './decide.ts';

const engine = (name: string, fields: Partial<EngineView> = {}): EngineView => ({
  name,
  connected: true,
  logId: `log-${name}`,
  leads: false,
  warm: false,
  refused: false,
  lastEpoch: 4,
  lastSequence: 100,
  silentMs: 10,
  apartMs: 0,
  connectedForMs: 60_000,
  ...fields,
});
const member = (name: string) => ({ name, logId: `log-${name}` });
const both = { epoch: 4, leader: 'a', inSync: [member('a'), member('b')] };
const solo = { epoch: 5, leader: 'a', inSync: [member('a')] };
const limits = { leaderSilenceMsMax: 800, leaderApartMsMax: 100, startGraceMs: 1_000 };
const view = (
  configuration: View['configuration'],
  engines: EngineView[],
  sinceStartMs = 60_000,
): View => ({ configuration, engines, sinceStartMs, limits });

const gone = { connected: false, apartMs: 200, leads: true };
const fresh = { connectedForMs: 5 };

test.each<[string, View, string]>([
  [
    'keeps a leader that works',
    view(both, [engine('a', { leads: true }), engine('b', { warm: true })]),
    'keep',
  ],
  [
    'lets a cut connection come back',
    view(both, [engine('a', { ...gone, apartMs: 60 }), engine('b', { warm: true })]),
    'keep',
  ],
  [
    'promotes the standby in sync when the leader is gone',
    view(both, [engine('a', gone), engine('b', { warm: true })]),
    'promote b',
  ],
  [
    'promotes it when the leader is silent',
    view(both, [engine('a', { leads: true, silentMs: 900 }), engine('b', { warm: true })]),
    'promote b',
  ],
  [
    'promotes it when the leader came back as another process',
    view(both, [engine('a', fresh), engine('b', { warm: true })]),
    'promote b',
  ],
  [
    'halts when a solo leader is gone, although the other engine is there',
    view(solo, [engine('a', gone), engine('b', { warm: true, lastSequence: 999 })]),
    'halt',
  ],
  [
    'gives a solo leader its place back',
    view(solo, [engine('a', fresh), engine('b')]),
    'promote a after halt',
  ],
  [
    'does not take an emptied folder for the log in sync',
    view(both, [engine('a', gone), engine('b', { logId: 'another', warm: true })]),
    'halt',
  ],
  [
    'does not ask an engine twice that refused',
    view(both, [engine('a', gone), engine('b', { refused: true, warm: true })]),
    'halt',
  ],
  [
    'takes the longer log when both come back',
    view(both, [engine('a', fresh), engine('b', { ...fresh, lastSequence: 101 })]),
    'promote b after halt',
  ],
  [
    'a later epoch is longer than a higher sequence',
    view(both, [engine('a', { ...fresh, lastEpoch: 5 }), engine('b', { lastSequence: 999 })]),
    'promote a after halt',
  ],
  [
    'waits for the leader when only the standby is back',
    view(both, [engine('a', { connected: false }), engine('b', fresh)], 5_000),
    'wait',
  ],
  [
    'and goes on without it in the end',
    view(both, [engine('a', { connected: false }), engine('b')]),
    'promote b after halt',
  ],
  [
    'a controller that has just started leaves the leader time to connect',
    view(both, [engine('a', { connected: false }), engine('b')], 300),
    'keep',
  ],
  ['a new venue waits for both engines', view(null, [engine('a', { connected: false })]), 'wait'],
  [
    'a new venue starts with the first',
    view(null, [
      engine('a', { lastEpoch: 0, lastSequence: 0 }),
      engine('b', { lastEpoch: 0, lastSequence: 0 }),
    ]),
    'promote a',
  ],
  [
    'a lost record: the longer log of both leads',
    view(null, [engine('a'), engine('b', { lastSequence: 101 })]),
    'promote b after halt',
  ],
])('%s', (_, given, expected) => {
  const decision = decide(given);
  const told =
    decision.kind === 'promote'
      ? `promote ${decision.name}${decision.afterHalt ? ' after halt' : ''}`
      : decision.kind;
  expect(told).toBe(expected);
});
