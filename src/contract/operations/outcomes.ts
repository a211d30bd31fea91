import {
  type Column,
  float64Column,
  uint8Column,
  uint16Column,
  uint32Column,
} from '#kit/column.ts';
import type { Handlers } from '../check.ts';
import type { GeneratorDeclared, OperationSent, OperationTold } from '../history.ts';

/** What is known of an operation, as bits; see {@link Outcomes}. */
export const known = {
  sent: 1,
  cancel: 2,
  /** Told accepted at any time, by any channel. */
  accepted: 4,
  rejected: 8,
  notExecuted: 16,
  /** It left later than its generator may be late: the harness's own doing. */
  lateSent: 32,
  /** A new order, or new terms for one, told to have traded. */
  traded: 64,
  /**
   * Refused for what happened before: a change of an order that was already gone, an order that
   * the book does not let in. Any honest venue says so; price-time-priority tries the latter.
   */
  predicted: 128,
  /** One bit a delivery that nobody has decided yet, up to three deliveries. */
  undecidedUnit: 256,
  undecidedMask: 768,
  /** Somebody asked, with an operation of this run, to cancel this order. */
  cancelAsked: 1024,
  replace: 2048,
  massCancel: 4096,
  /** Any of the kinds that are no new order. */
  change: 2 + 2048 + 4096,
} as const;

/** The operations of one generator, by operation number: 21 bytes each. */
export interface GeneratorOutcomes {
  readonly declared: GeneratorDeclared;
  /** Microseconds: an operation that leaves later than this after its intended time is late. */
  readonly lateAfterUs: number;
  /** Operations seen so far; numbers are dense. */
  count: number;
  /** When it was told accepted (else first decided, else sent), microseconds. */
  readonly toldUs: Column;
  readonly flags: Column;
  /** Index into {@link Outcomes.phases} of the phase it was intended in. */
  readonly phase: Column;
  /** Where the venue first said it stands, and in which epoch; 0 if it never said. */
  readonly sequence: Column;
  readonly epoch: Column;
  /** Change: its target; new: the cancel that was told accepted. One higher, so that 0 is none. */
  readonly link: Column;
}

export interface PhaseStart {
  readonly name: string;
  readonly fromUs: number;
  readonly because: string;
}

/**
 * What became of every operation, as the clients heard it: a fold shared by the run and the judge.
 */
export interface Outcomes {
  readonly on: Handlers;
  readonly generators: (GeneratorOutcomes | undefined)[];
  readonly phases: PhaseStart[];
  /** Bits of {@link known}; 0 for an operation that was never sent. */
  flagsOf(gen: number, op: number): number;
}

const changeRefusals = new Set(['unknown-order', 'already-closed', 'bad-quantity']);
const bookRefusals = new Set(['would-take', 'would-not-fill', 'no-liquidity']);

const changeBits = {
  cancel: known.cancel,
  replace: known.replace,
  'mass-cancel': known.massCancel,
} as const;

/** Load that measures nothing keeps its schedule as long as it is sent within this time. */
const unmeasuredLateAfterUs = 1_000_000;

/** A witness is late after one interval of its lanes: what it measures is no finer than that. */
export function createOutcomes(witnessIntervalUs: number): Outcomes {
  const generators: (GeneratorOutcomes | undefined)[] = [];
  const phases: PhaseStart[] = [{ name: 'up', fromUs: 0, because: '' }];
  return {
    generators,
    phases,
    flagsOf: (gen, op) => (op < 0 ? 0 : (generators[gen]?.flags.get(op) ?? 0)),
    on: {
      phase({ atUs, phase, because = '' }) {
        if (phase !== 'up') phases.push({ name: phase, fromUs: atUs, because });
      },
      generator(declared) {
        generators[declared.gen] = {
          declared,
          lateAfterUs: declared.witness ? witnessIntervalUs : unmeasuredLateAfterUs,
          count: 0,
          toldUs: float64Column(),
          flags: uint16Column(),
          phase: uint8Column(),
          sequence: uint32Column(),
          epoch: uint16Column(),
          link: uint32Column(),
        };
      },
      sent(event) {
        const generator = generators[event.gen];
        if (generator !== undefined) sent(generator, event, phases);
      },
      redelivered({ gen, op }) {
        const flags = generators[gen]?.flags;
        const before = flags?.get(op) ?? 0;
        if (before === 0) return;
        const full = (before & known.undecidedMask) === known.undecidedMask;
        if (!full) flags?.set(op, before + known.undecidedUnit);
      },
      told(event) {
        const generator = generators[event.gen];
        if (generator !== undefined) told(generator, event);
      },
    },
  };
}

function sent(
  generator: GeneratorOutcomes,
  event: OperationSent,
  phases: readonly PhaseStart[],
): void {
  const { op, atUs, intendedUs } = event;
  if (op >= generator.count) generator.count = op + 1;
  let flags: number = known.sent | known.undecidedUnit;
  if (event.kind !== 'new') {
    flags |= changeBits[event.kind];
    const target = event.target ?? -1;
    generator.link.set(op, target + 1);
    const before = target < 0 ? 0 : generator.flags.get(target);
    const asked = event.kind === 'cancel' ? known.cancelAsked : 0;
    if (before !== 0) generator.flags.set(target, before | asked);
  }
  if (atUs - intendedUs > generator.lateAfterUs) flags |= known.lateSent;
  generator.flags.set(op, flags);
  generator.toldUs.set(op, atUs);
  let phase = phases.length - 1;
  while (phase > 0 && (phases[phase] as PhaseStart).fromUs > intendedUs) phase -= 1;
  generator.phase.set(op, phase);
}

function told(generator: GeneratorOutcomes, event: OperationTold): void {
  const before = generator.flags.get(event.op);
  // Nobody knows: a later answer may still say.
  if (before === 0 || event.outcome === 'indeterminate') return;
  let flags = before;
  if ((before & known.undecidedMask) !== 0) flags -= known.undecidedUnit;
  const first = (before & (known.accepted | known.rejected | known.notExecuted)) === 0;
  if (event.outcome === 'accepted') {
    if ((before & known.accepted) === 0) accepted(generator, event, before);
    flags |= known.accepted;
    const cancels = (before & (known.cancel | known.massCancel)) !== 0;
    if (!cancels && (event.quantity ?? 0) > 0) flags |= known.traded;
  } else {
    if (first) generator.toldUs.set(event.op, event.atUs);
    flags |= event.outcome === 'rejected' ? known.rejected : known.notExecuted;
    const code = event.code ?? '';
    const late = (before & known.change) !== 0 && changeRefusals.has(code);
    if (late || bookRefusals.has(code)) flags |= known.predicted;
  }
  generator.flags.set(event.op, flags);
}

function accepted(generator: GeneratorOutcomes, event: OperationTold, flags: number): void {
  const { op } = event;
  generator.toldUs.set(op, event.atUs);
  if (event.sequence !== undefined) generator.sequence.set(op, event.sequence);
  if (event.epoch !== undefined) generator.epoch.set(op, event.epoch);
  const target = generator.link.get(op) - 1;
  if ((flags & known.cancel) !== 0 && target >= 0) generator.link.set(target, op + 1);
}
