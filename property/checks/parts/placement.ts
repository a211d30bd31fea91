import {
  type Column,
  type GeneratorDeclared,
  type LoggedCommand,
  type OperationTold,
  type OrderRead,
  type Outcomes,
  type ReadBegan,
  type ReadEnded,
  uint32Column,
} from 'proofhouse/contract';
import type { Differs } from './read-agreement.ts';

/**
 * Where operations stand: as acknowledged, as the first read shows them and as the log has them.
 * And a read reaches to the newest acknowledged position, so that none is served from the past.
 */
export function createPlacement(outcomes: Outcomes, differs: Differs) {
  // Of each generator, by operation: the sequence that the first read shows.
  const shownAt: Column[] = [];
  const newest = { epoch: 0, sequence: 0 };
  let reading: string | undefined;
  let first = true;
  const older = (epoch: number, sequence: number): boolean =>
    epoch < newest.epoch || (epoch === newest.epoch && sequence < newest.sequence);
  return {
    on: {
      generator({ gen }: GeneratorDeclared): void {
        shownAt[gen] = uint32Column();
      },
      told({ outcome, sequence, epoch = 0 }: OperationTold): void {
        if (outcome !== 'accepted' || sequence === undefined || older(epoch, sequence)) return;
        newest.epoch = epoch;
        newest.sequence = sequence;
      },
      'read-began'({ read, stage, gateway }: ReadBegan): void {
        reading = `read ${read} (${stage}, ${gateway})`;
      },
      order({ gen, op, orderId, sequence }: OrderRead): void {
        if (!first) return;
        shownAt[gen]?.set(op, sequence);
        const told = outcomes.generators[gen]?.sequence.get(op) ?? 0;
        if (told === 0 || told === sequence) return;
        differs(`${orderId} was acknowledged at ${told}, in ${reading} it is at ${sequence}`);
      },
      'read-ended'({ complete, asOfSequence, epoch }: ReadEnded): void {
        if (!complete) return;
        first = false;
        if (!older(epoch, asOfSequence)) return;
        const acknowledged = `${newest.epoch}/${newest.sequence} was acknowledged before`;
        differs(`${reading} ends at ${epoch}/${asOfSequence}, ${acknowledged}`);
      },
      logged({ sequence, kind, gen, op }: LoggedCommand): void {
        if (kind !== 'new' || gen < 0 || first) return;
        const shown = shownAt[gen]?.get(op) ?? 0;
        if (shown === sequence) return;
        const where = shown === 0 ? 'in no read' : `at ${shown} as it is read`;
        differs(`the log has operation ${gen}-${op} at ${sequence}, it is ${where}`);
      },
    },
  };
}
