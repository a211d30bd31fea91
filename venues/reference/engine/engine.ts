import type { LineSocket, Link } from '../service/lines.ts';
import type { Logger } from '../service/logger.ts';
import { newSilence, type Silence } from '../service/silence.ts';
import type { Status, VenueMode } from '../service/status.ts';
import type { CrashPoint } from './crash-point.ts';
import type { Exchange } from './exchange.ts';
import { type Feed, newFeed } from './feed.ts';
import type { LeadOrder } from './lead.ts';
import type { Log } from './log.ts';
import type { LogRecord } from './records.ts';
import type { EngineSettings } from './settings.ts';
import type { Snapshots } from './snapshots.ts';

/** Told once: the position one waited for is committed, or nobody can say any more. */
export type Waiter = (outcome: 'committed' | 'unknown') => void;

/** What was appended and sent to the standby together, and who waits for it. */
export type Round = { number: number; lastSequence: number; waiters: Waiter[] };

/** The leader's way from applied to committed; see commit.ts. */
export type Pipeline = {
  records: LogRecord[];
  waiters: Waiter[];
  rounds: Round[];
  number: number;
  /**
   * The last round that the standby confirmed, and the sequence up to which it is durable there.
   */
  standbyRound: number;
  standbySequence: number;
  scheduled: boolean;
};

/** The leader's view of its standby; see replicate.ts. */
export type Peer = {
  link: Link | null;
  stage: 'apart' | 'catching-up' | 'live';
  name: string;
  logId: string;
  /** The next sequence to send while catching up. */
  nextSequence: number;
  /** Once the standby confirmed this round it holds everything that was ever acknowledged. */
  joinRound: number;
  /** Acknowledgements wait for the standby. */
  required: boolean;
  /** The controller was asked to record the standby as in sync, and has not answered. */
  joinRequested: boolean;
  /** The log that the controller's record names as in sync; empty for none. */
  joinedLogId: string;
  silence: Silence;
  apartMs: Silence;
};

/** The standby's view of its leader; see follow.ts. */
export type Session = {
  socket: LineSocket | null;
  /** The leader has sent its whole log, and sends every round. */
  live: boolean;
  /** Rounds received but not yet durable here. */
  unconfirmed: { round: number; lastSequence: number }[];
  /** What came so far of a snapshot. */
  texts: string[];
};

/** What planted defects remember; untouched without them. */
export type Planted = {
  orders: number;
  resting: number;
  lost: number;
  entered: number;
  replaces: number;
  stalledFromMs: number;
  deafUntilMs: number;
};

export type Engine = {
  settings: EngineSettings;
  logger: Logger;
  log: Log;
  /** Names the log itself: an emptied folder is another log, which was never in sync. */
  logId: string;
  /** Names this process: a controller must not take a restarted engine for the one it promoted. */
  bootId: string;
  exchange: Exchange;
  state: NonNullable<Status['state']>;
  epoch: number;
  leaderName: string | null;
  /** The lowest epoch whose leader may replicate here; 0 until the controller was heard. */
  fence: number;
  /** By the controller's record: this engine, as a standby, may take over. */
  eligible: boolean;
  /** A newer word to lead that came while the engine was still being promoted. */
  nextLead: LeadOrder | null;
  /** By the controller's record: the leader acknowledges alone. */
  solo: boolean;
  mode: VenueMode;
  committed: number;
  /** Operations answered with the outcome they had before, since the start. */
  repeated: number;
  pipeline: Pipeline;
  peer: Peer;
  session: Session;
  control: Link | null;
  gateways: Set<LineSocket>;
  feed: Feed;
  crashPoint: CrashPoint;
  snapshots: Snapshots;
  planted: Planted;
};

export function newEngine(
  given: Pick<
    Engine,
    'settings' | 'logger' | 'log' | 'logId' | 'bootId' | 'exchange' | 'crashPoint' | 'snapshots'
  >,
): Engine {
  return {
    ...given,
    state: 'starting',
    epoch: given.exchange.epochs.at(-1)?.epoch ?? 0,
    leaderName: null,
    fence: 0,
    eligible: false,
    nextLead: null,
    solo: false,
    mode: 'halted',
    committed: 0,
    repeated: 0,
    pipeline: newPipeline(),
    peer: newPeer(),
    session: { socket: null, live: false, unconfirmed: [], texts: [] },
    control: null,
    gateways: new Set(),
    feed: newFeed(given.exchange),
    planted: {
      orders: 0,
      resting: 0,
      lost: 0,
      entered: 0,
      replaces: 0,
      stalledFromMs: 0,
      deafUntilMs: 0,
    },
  };
}

export function newPipeline(): Pipeline {
  return {
    records: [],
    waiters: [],
    rounds: [],
    number: 0,
    standbyRound: 0,
    standbySequence: 0,
    scheduled: false,
  };
}

export function newPeer(): Peer {
  return {
    link: null,
    stage: 'apart',
    name: '',
    logId: '',
    nextSequence: 0,
    joinRound: 0,
    required: false,
    joinRequested: false,
    joinedLogId: '',
    silence: newSilence(),
    apartMs: newSilence(),
  };
}

/** Tells every gateway whether this engine leads. */
export function announce(engine: Engine): void {
  for (const gateway of engine.gateways) gateway.send(roleMessage(engine));
}

export function roleMessage(engine: Engine): object {
  const { state, epoch, mode, solo, committed } = engine;
  const leading = state === 'leading';
  const inSync = isInSync(engine);
  return { kind: 'role', leading, epoch, mode, solo, inSync, sequence: committed };
}

/** Leader: an eligible standby confirms everything. Standby: this engine is that standby. */
export function isInSync(engine: Engine): boolean {
  const { state, peer, solo, eligible, session } = engine;
  if (state === 'leading') {
    return !solo && peer.stage === 'live' && peer.required && !peer.joinRequested;
  }
  return state === 'standby' && eligible && session.socket !== null;
}
