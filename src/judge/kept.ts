import type { EndedCheck } from './checks.ts';
import type { Evidence } from './evidence.ts';
import { operationName } from './facts.ts';
import type { Losses } from './losses.ts';
import { counted } from './wording.ts';

const id = 'no-lost-acknowledged';

/**
 * The safety side of the RPO, from the same comparison: what the venue promised to keep is there,
 * and what it did not promise was lost from the end only. It stands beside the plugins' checks.
 */
export function noLostAcknowledged(evidence: Evidence, losses: Losses): EndedCheck {
  const common = {
    id,
    class: 'safety',
    examined: losses.examined,
    doesNotVerify:
      'Quantities beyond 4,294,967,295 lots; a change that leaves a 32-bit digest of an order equal.',
  } as const;
  if (!losses.seen) {
    const reads = evidence.reads.summaries;
    const reason = reads.find((read) => !read.complete)?.because ?? 'nothing was read';
    const because = `the recovered state was not read completely (${reason})`;
    return { found: 0, report: { ...common, outcome: 'unknown', because, evidence: [] } };
  }
  const broken = losses.losses.filter((loss) => !loss.excused);
  const { outcomes } = evidence.service;
  const lines = broken.slice(0, 20).map((loss) => {
    const name = operationName(outcomes, loss.gen, loss.op);
    return `${name} (${loss.kind}, told at ${(loss.toldUs / 1000).toFixed(3)} ms): ${loss.what}`;
  });
  const found = broken.length;
  if (found > 0) {
    const because = `${counted(found, 'acknowledged operation')} of ${losses.examined} are not in the recovered state`;
    return { found, report: { ...common, outcome: 'fail', because, evidence: lines } };
  }
  const excused = losses.losses.length;
  const besides =
    excused > 0 ? `, but for a lost tail of ${excused} beyond the venue's promise` : '';
  const because = `all ${losses.examined} acknowledged operations are in the recovered state${besides}`;
  const outcome = losses.examined === 0 ? 'unknown' : 'pass';
  return { found, report: { ...common, outcome, because, evidence: [] } };
}
