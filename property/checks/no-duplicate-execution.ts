import {
  type Column,
  defineCheck,
  known,
  sample,
  sampleGenerator,
  sampleOrder,
  sampleRead,
  termsOf,
  uint8Column,
} from 'proofhouse/contract';
import { z } from 'zod';

/** One client order id is one order, however often it was delivered; one trade is booked once. */
export default defineCheck({
  summary: 'One order a client order id, one booking a trade, one answer to repeated deliveries.',
  class: 'safety',
  always: true,
  options: z.strictObject({}),
  doesNotVerify: 'repeated cancels: cancelling twice changes nothing',
  online: false,

  begin({ outcomes, excused }) {
    // Of each generator, by operation: the read that had it last, one higher.
    const lastRead: Column[] = [];
    const answers: { gen: number; op: number; text: string }[] = [];
    const doubles = new Set<string>();
    let examined = 0;
    const nameOf = (gen: number, op: number) => `${outcomes.generators[gen]?.declared.id}-${op}`;
    return {
      on: {
        generator({ gen }) {
          lastRead[gen] = uint8Column();
        },
        told({ gen, op, outcome, sequence }) {
          if (outcome !== 'accepted' || sequence === undefined) return;
          if (outcomes.flagsOf(gen, op) & (known.cancel | known.massCancel)) return;
          const first = outcomes.generators[gen]?.sequence.get(op) ?? 0;
          if (first !== 0 && first !== sequence && answers.length < 1_000) {
            const text = `${nameOf(gen, op)} was told sequence ${first} and sequence ${sequence}`;
            answers.push({ gen, op, text });
          }
        },
        order(row) {
          const { gen, op, orderId, read, executed, fills = [] } = row;
          const { quantity } = termsOf(row);
          examined += 1;
          if (executed > quantity)
            doubles.add(`${orderId} executed ${executed} of ${quantity} lots`);
          const several = fills.length > 1;
          if (several && new Set(fills.map(([trade]) => trade)).size < fills.length)
            doubles.add(`${orderId} booked one trade more than once`);
          if (gen < 0) return;
          if (lastRead[gen]?.get(op) === read + 1) doubles.add(`${nameOf(gen, op)} is two orders`);
          lastRead[gen]?.set(op, read + 1);
        },
      },
      end() {
        const kept = answers.filter(({ gen, op }) => !excused(gen, op));
        const evidence = [...doubles, ...kept.map(({ text }) => text)];
        const because =
          evidence.length > 0
            ? `${evidence.length} executed or answered twice: ${evidence[0]}`
            : `none of ${examined} orders read is there twice`;
        return { outcome: evidence.length > 0 ? 'fail' : 'pass', examined, because, evidence };
      },
    };
  },

  examples: [
    {
      name: 'a repeated delivery gets the first answer',
      outcome: 'pass',
      history: [
        sampleGenerator(),
        ...sampleOrder(0),
        sample('redelivered', { gen: 0, op: 0, gateway: 'gateway-1' }),
        sample('told', { op: 0, sequence: 1, epoch: 1, repeat: true }),
        ...sampleRead([{ op: 0 }]),
      ],
    },
    {
      name: 'a repeated delivery became a second order',
      outcome: 'fail',
      history: [
        sampleGenerator(),
        ...sampleOrder(0),
        ...sampleRead([{ op: 0 }, { op: 0, sequence: 2, orderId: 'o1' }]),
      ],
    },
    {
      name: 'more executed than ordered',
      outcome: 'fail',
      history: [sampleGenerator(), ...sampleOrder(0), ...sampleRead([{ op: 0, executed: 11 }])],
    },
  ],
});
