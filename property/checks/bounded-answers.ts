import {
  type Column,
  defineCheck,
  duration,
  float64Column,
  sample,
  sampleGenerator,
  sampleOrder,
} from 'proofhouse/contract';
import { z } from 'zod';

const options = z.strictObject({
  /** From sending to the first answer of any kind; the drain behind the load waits 3 s. */
  within: duration().default(2_500),
});

/** An event loop that stood still for so long tells the time of answers wrongly. */
const loopDelayMaxUs = 100_000;

/** Nothing hangs: every operation is answered in time, be the answer yes, no, or nobody knows. */
export default defineCheck({
  summary: 'Every operation is answered within the stated time, whatever the answer is.',
  class: 'objective',
  always: false,
  options,
  doesNotVerify: 'that the answer is a good one, and answers while the load itself stood still',
  online: false,

  begin(context) {
    const withinMs = (context.options as z.output<typeof options>).within;
    const { outcomes } = context;
    const sentUs: Column[] = [];
    const toldUs: Column[] = [];
    const late: { readonly gen: number; readonly op: number; readonly why: string }[] = [];
    const still: { readonly gen: number; readonly fromUs: number; readonly toUs: number }[] = [];
    let slowest = 0;
    const nameOf = (gen: number, op: number) => `${outcomes.generators[gen]?.declared.id}-${op}`;
    const spoiled = (gen: number, atUs: number) =>
      still.some((one) => one.gen === gen && atUs >= one.fromUs && atUs <= one.toUs);
    return {
      on: {
        generator({ gen }) {
          sentUs[gen] = float64Column();
          toldUs[gen] = float64Column();
        },
        sent({ gen, op, atUs }) {
          sentUs[gen]?.set(op, atUs + 1);
        },
        told({ gen, op, atUs, code, repeat }) {
          if (repeat || (toldUs[gen]?.get(op) ?? 1) > 0) return;
          toldUs[gen]?.set(op, code === 'closed-at-drain' ? Number.POSITIVE_INFINITY : atUs + 1);
        },
        lag({ gen, fromUs, atUs, loopDelayMaxUs: delayUs }) {
          if (delayUs > loopDelayMaxUs) still.push({ gen, fromUs, toUs: atUs });
        },
      },
      end() {
        let examined = 0;
        for (const [gen, sent] of sentUs.entries()) {
          const count = outcomes.generators[gen]?.count ?? 0;
          for (let op = 0; op < count; op += 1) {
            const fromUs = sent?.get(op) ?? 0;
            const toUs = toldUs[gen]?.get(op) || Number.POSITIVE_INFINITY;
            if (fromUs === 0 || spoiled(gen, fromUs) || spoiled(gen, toUs)) continue;
            examined += 1;
            const tookMs = (toUs - fromUs) / 1_000;
            if (Number.isFinite(tookMs)) slowest = Math.max(slowest, tookMs);
            if (tookMs <= withinMs) continue;
            const after = Number.isFinite(tookMs) ? `after ${tookMs.toFixed(0)} ms` : 'never';
            late.push({ gen, op, why: `${nameOf(gen, op)}, sent at ${fromUs - 1} us: ${after}` });
          }
        }
        const within = `within ${withinMs} ms`;
        const because =
          late.length > 0
            ? `${late.length} of ${examined} operations were not answered ${within}`
            : `all ${examined} operations were answered ${within}, the last after ${slowest.toFixed(0)} ms`;
        const outcome = late.length > 0 ? 'fail' : 'pass';
        const evidence = late.slice(0, 20).map(({ why }) => why);
        return { outcome, examined, because, evidence, found: late.length };
      },
    };
  },

  examples: [
    {
      name: 'answered at once',
      outcome: 'pass',
      history: [sampleGenerator(), ...sampleOrder(0)],
    },
    {
      name: 'answered too late, though accepted',
      outcome: 'fail',
      history: [sampleGenerator(), ...sampleOrder(0, {}, { atUs: 2_600_000 })],
    },
    {
      name: 'never answered',
      outcome: 'fail',
      history: [sampleGenerator(), ...sampleOrder(0).slice(0, 1)],
    },
    {
      name: 'given up at the end of the load',
      outcome: 'fail',
      history: [
        sampleGenerator(),
        ...sampleOrder(0, {}, { code: 'closed-at-drain', outcome: 'indeterminate' }),
      ],
    },
    {
      name: 'late where the load itself stood still',
      outcome: 'pass',
      history: [
        sampleGenerator(),
        ...sampleOrder(0),
        ...sampleOrder(1, {}, { atUs: 2_700_000 }),
        sample('lag', { gen: 0, fromUs: 2_600_000, atUs: 2_800_000, loopDelayMaxUs: 150_000 }),
      ],
    },
  ],
});
