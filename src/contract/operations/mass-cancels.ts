import type { Handlers } from '../check.ts';
import type { OrderRead } from '../history.ts';
import { known, type Outcomes } from './outcomes.ts';

/** A mass cancel that was sent. */
export interface MassCancelSent {
  readonly gen: number;
  readonly op: number;
}

/** What mass cancels say of the orders that are read; memory grows with their number only. */
export interface MassCancels {
  readonly on: Handlers;
  readonly sent: readonly MassCancelSent[];
  /**
   * Those told accepted that must have closed this order, and did not. By sequence: an order that
   * was closed behind one, in a later epoch that gives sequences out again, may go unseen.
   */
  violated(row: OrderRead): readonly MassCancelSent[];
  /** Whether one of them may have closed this order: it was told so, or nobody knows. */
  mayHaveClosed(row: OrderRead): boolean;
}

export function createMassCancels(outcomes: Outcomes): MassCancels {
  const sent: MassCancelSent[] = [];
  const byPlace = new Map<string, MassCancelSent[]>();
  const ofRow = ({ account, symbol }: OrderRead) => byPlace.get(`${account} ${symbol}`) ?? [];
  const toldAt = ({ gen, op }: MassCancelSent) => {
    const generator = outcomes.generators[gen];
    const accepted = (outcomes.flagsOf(gen, op) & known.accepted) !== 0;
    if (generator === undefined || !accepted) return undefined;
    return { sequence: generator.sequence.get(op), epoch: generator.epoch.get(op) };
  };
  return {
    sent,
    on: {
      sent({ gen, op, kind, account, symbol }) {
        if (kind !== 'mass-cancel') return;
        const one = { gen, op };
        sent.push(one);
        const place = `${account} ${symbol}`;
        byPlace.set(place, [...(byPlace.get(place) ?? []), one]);
      },
    },
    violated: (row) =>
      ofRow(row).filter((one) => {
        const told = toldAt(one);
        if (told === undefined || row.epoch > told.epoch || row.sequence >= told.sequence) {
          return false;
        }
        return row.status === 'open' || (row.closedSequence ?? 0) > told.sequence;
      }),
    mayHaveClosed: (row) =>
      ofRow(row).some((one) => {
        const told = toldAt(one);
        if (told !== undefined) return told.sequence === row.closedSequence;
        return (outcomes.flagsOf(one.gen, one.op) & known.undecidedMask) !== 0;
      }),
  };
}
