import type { Configuration } from './record.ts';

/** What the controller knows of an engine at the moment of a decision. */
export type EngineView = {
  name: string;
  connected: boolean;
  logId: string;
  /** It leads, or was told to and is on its way. */
  leads: boolean;
  /** It was in sync while this controller watched, and has not restarted since. */
  warm: boolean;
  /** It refused to lead. */
  refused: boolean;
  lastEpoch: number;
  lastSequence: number;
  /** Time without a message, and time without a connection, in milliseconds. */
  silentMs: number;
  apartMs: number;
  connectedForMs: number;
};

export type View = {
  configuration: Configuration | null;
  engines: readonly EngineView[];
  sinceStartMs: number;
  limits: { leaderSilenceMsMax: number; leaderApartMsMax: number; startGraceMs: number };
};

export type Decision =
  | { kind: 'keep' }
  | { kind: 'wait'; because: string }
  | { kind: 'halt'; because: string }
  | { kind: 'promote'; name: string; afterHalt: boolean; because: string };

/**
 * Who should lead. Only an engine whose log the configuration names as in sync is eligible; with
 * no such engine the venue halts rather than lose what was acknowledged.
 */
export function decide(view: View): Decision {
  const { configuration, limits } = view;
  if (configuration === null) return firstLeader(view);
  const leader = view.engines.find((engine) => engine.name === configuration.leader);
  if (leader !== undefined && isAlive(leader, view)) return { kind: 'keep' };

  const candidates = eligible(view, configuration);
  const warm = candidates.find((engine) => engine.warm && engine.name !== configuration.leader);
  const because = leader === undefined ? 'no such leader' : describe(leader);
  if (warm !== undefined) return { kind: 'promote', name: warm.name, afterHalt: false, because };

  const best = longest(candidates, configuration.leader);
  if (best === undefined) return { kind: 'halt', because: `${because}, nobody is eligible` };
  const complete = candidates.length === configuration.inSync.length;
  // What the leader itself holds after a restart is at least what any standby holds.
  const isLeader = best.name === configuration.leader;
  const waited = best.connectedForMs > limits.startGraceMs;
  if (complete || isLeader || waited) {
    return { kind: 'promote', name: best.name, afterHalt: true, because };
  }
  return { kind: 'wait', because: 'another eligible engine may still come' };
}

function describe(leader: EngineView): string {
  if (!leader.connected) return `${leader.name} is not connected`;
  if (!leader.leads) return `${leader.name} no longer leads`;
  return `${leader.name} is silent`;
}

/** Before any configuration: both engines must be there, and the longer log leads. */
function firstLeader(view: View): Decision {
  if (!view.engines.every((engine) => engine.connected)) {
    return { kind: 'wait', because: 'no configuration is recorded, and engines are missing' };
  }
  const best = longest(view.engines, view.engines[0]?.name ?? '');
  if (best === undefined) return { kind: 'wait', because: 'no engines are configured' };
  const afterHalt = best.lastSequence > 0;
  return { kind: 'promote', name: best.name, afterHalt, because: 'the venue starts' };
}

function isAlive(leader: EngineView, view: View): boolean {
  const { limits, sinceStartMs } = view;
  if (leader.connected) return leader.leads && leader.silentMs <= limits.leaderSilenceMsMax;
  if (leader.leads) return leader.apartMs <= limits.leaderApartMsMax;
  // A controller that has just started gives a leader that works on the time to connect.
  return sinceStartMs <= limits.startGraceMs && !view.engines.every((one) => one.connected);
}

function eligible(view: View, configuration: Configuration): EngineView[] {
  return view.engines.filter(
    (engine) =>
      engine.connected &&
      !engine.refused &&
      engine.silentMs <= view.limits.leaderSilenceMsMax &&
      configuration.inSync.some(
        ({ name, logId }) => name === engine.name && logId === engine.logId,
      ),
  );
}

function longest(engines: readonly EngineView[], preferred: string): EngineView | undefined {
  const rank = (one: EngineView) => (one.name === preferred ? 1 : 0);
  return [...engines].sort(
    (a, b) => b.lastEpoch - a.lastEpoch || b.lastSequence - a.lastSequence || rank(b) - rank(a),
  )[0];
}
