import { defineCheck, type Lane, sample, sampleOrder, share } from 'proofhouse/contract';
import { z } from 'zod';

const phaseNames = ['baseline', 'fault', 'recovery', 'steady'] as const;
const options = z.strictObject({
  atLeast: share().default(0.95),
  phases: z.array(z.enum(phaseNames)).min(1).default(['baseline', 'steady']),
});

const servedWithinUs = 1_000_000;
const lateAfterUs = 100_000;

interface Count {
  readonly lane: Lane;
  sent: number;
  served: number;
}

/** Every way through the venue is open: each witness lane is served, not only their sum. */
export default defineCheck({
  summary: 'Each witness lane is served at least so often in each of the stated phases.',
  class: 'objective',
  always: false,
  options,
  doesNotVerify: 'operations that the witness itself sent late: those are left out',
  online: false,

  begin(context) {
    const { atLeast, phases } = context.options as z.output<typeof options>;
    const lanes: (readonly Lane[])[] = [];
    const counts = new Map<string, Count>();
    const waiting = new Map<string, { readonly count: Count; readonly untilUs: number }>();
    let phase = '';
    return {
      on: {
        phase(event) {
          phase = event.phase;
        },
        generator({ gen, witness, lanes: declared }) {
          if (witness) lanes[gen] = declared;
        },
        sent({ gen, op, lane: index, intendedUs, atUs }) {
          const lane = lanes[gen]?.[index];
          const wanted = phases.some((one) => one === phase);
          if (lane === undefined || !wanted || atUs - intendedUs > lateAfterUs) return;
          const key = `${phase} ${gen} ${index}`;
          const count = counts.get(key) ?? { lane, sent: 0, served: 0 };
          counts.set(key, count);
          count.sent += 1;
          waiting.set(`${gen} ${op}`, { count, untilUs: intendedUs + servedWithinUs });
        },
        told({ gen, op, atUs, outcome, quantity = 0, repeat }) {
          const key = `${gen} ${op}`;
          const one = waiting.get(key);
          if (one === undefined || repeat) return;
          waiting.delete(key);
          const trades = one.count.lane.kind !== 'match' || quantity > 0;
          if (outcome === 'accepted' && trades && atUs <= one.untilUs) one.count.served += 1;
        },
      },
      end() {
        const rows = [...counts].map(([key, { lane, sent, served }]) => {
          const name = `${lane.gateway} ${lane.symbol} ${lane.kind} in ${key.split(' ')[0]}`;
          return { name, sent, served, ratio: served / sent };
        });
        rows.sort((a, b) => a.ratio - b.ratio);
        const low = rows.filter(({ ratio }) => ratio < atLeast);
        const line = ({ name, sent, served, ratio }: (typeof rows)[number]) =>
          `${name}: ${(ratio * 100).toFixed(1)} %, ${served} of ${sent}`;
        const examined = rows.reduce((sum, { sent }) => sum + sent, 0);
        const worst = rows[0] === undefined ? 'none was seen' : `the least ${line(rows[0])}`;
        const bound = `${(atLeast * 100).toFixed(1)} %`;
        return {
          outcome: low.length > 0 ? 'fail' : 'pass',
          examined,
          because:
            low.length > 0
              ? `${low.length} of ${rows.length} lanes and phases are below ${bound}: ${worst}`
              : `${rows.length} lanes and phases are served to ${bound} or more: ${worst}`,
          evidence: (low.length > 0 ? low : rows).slice(0, 20).map(line),
        };
      },
    };
  },

  examples: [
    { name: 'every operation served', outcome: 'pass', history: traffic('accepted') },
    { name: 'a lane that is refused', outcome: 'fail', history: traffic('not-executed') },
  ],
});

function traffic(outcome: 'accepted' | 'not-executed') {
  const lanes = [{ gateway: 'gateway-1', symbol: 'X', kind: 'rest' as const }];
  const generator = sample('generator', { lanes, clockOffsetUs: 0, clockErrorUs: 0 });
  const steady = sample('phase', { phase: 'steady' });
  return [generator, steady, ...sampleOrder(0, { lane: 0 }, { outcome })];
}
