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
  /** An account is disfavoured if its median is above this multiple of the best one, … */
  times: z.number().min(1).max(100).default(2),
  /** … and above it by at least this. */
  floor: duration().default(50),
});

/** Fewer answers say little of an account. */
const answersMin = 15;

interface Account {
  readonly name: string;
  readonly gen: number;
  readonly latenciesMs: number[];
}

/** Nobody is favoured when the venue comes back: orders wait about as long for every account. */
export default defineCheck({
  summary: 'After the faults no account waits much longer for its answers than the others do.',
  class: 'objective',
  always: false,
  options,
  doesNotVerify: 'who was answered first of those that waited during the outage itself',
  online: false,

  begin(context) {
    const { times, floor } = context.options as z.output<typeof options>;
    const { outcomes } = context;
    const accounts = new Map<string, Account>();
    const waiting: Map<number, string>[] = [];
    const sentUs: Column[] = [];
    let phase = '';
    return {
      on: {
        phase(event) {
          phase = event.phase;
        },
        generator({ gen }) {
          waiting[gen] = new Map();
          sentUs[gen] = float64Column();
        },
        sent({ gen, op, kind, atUs, account }) {
          if (kind !== 'new' || (phase !== 'recovery' && phase !== 'steady')) return;
          sentUs[gen]?.set(op, atUs);
          waiting[gen]?.set(op, `${gen} ${account}`);
        },
        told({ gen, op, atUs, outcome }) {
          const key = waiting[gen]?.get(op);
          if (key === undefined || outcome !== 'accepted') return;
          waiting[gen]?.delete(op);
          const id = outcomes.generators[gen]?.declared.id ?? 'generator';
          const name = `${id}, account ${key.split(' ')[1]}`;
          const account = accounts.get(key) ?? { name, gen, latenciesMs: [] };
          accounts.set(key, account);
          account.latenciesMs.push((atUs - (sentUs[gen]?.get(op) ?? atUs)) / 1_000);
        },
      },
      end() {
        const known = [...accounts.values()].filter((one) => one.latenciesMs.length >= answersMin);
        const rows = known.map(({ name, gen, latenciesMs }) => {
          // Of the same load: another one sends other orders.
          const peers = known.filter((one) => one.gen === gen);
          const best = Math.min(...peers.map((one) => median(one.latenciesMs)));
          return { name, own: median(latenciesMs), best, count: latenciesMs.length };
        });
        rows.sort((a, b) => b.own - b.best - (a.own - a.best));
        const line = ({ name, own, best, count }: (typeof rows)[number]) =>
          `${name}: median ${own.toFixed(1)} ms of ${count}, the best ${best.toFixed(1)} ms`;
        const hurt = rows.filter(({ own, best }) => own > best * times && own > best + floor);
        const examined = rows.reduce((sum, { count }) => sum + count, 0);
        const evidence = (hurt.length > 0 ? hurt : rows).slice(0, 20).map(line);
        if (rows.length < 2) {
          const because = `${rows.length} accounts with ${answersMin} answers: nobody to compare`;
          return { outcome: 'unknown', examined, because, evidence };
        }
        const worst = rows[0] === undefined ? '' : `; the slowest is ${line(rows[0])}`;
        return {
          outcome: hurt.length > 0 ? 'fail' : 'pass',
          examined,
          because: `${hurt.length} of ${rows.length} accounts wait longer than the others${worst}`,
          evidence,
        };
      },
    };
  },

  examples: [
    { name: 'all wait the same', outcome: 'pass', history: threeAccounts(4) },
    { name: 'one of three waits 200 ms', outcome: 'fail', history: threeAccounts(200) },
    { name: 'nobody to compare with', outcome: 'unknown', history: [sampleGenerator()] },
  ],
});

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** Three accounts, of which the second waits so long. */
function threeAccounts(secondMs: number) {
  const orders = Array.from({ length: 60 }, (_, op) => {
    const atUs = op * 1_000_000;
    const tookMs = op % 3 === 1 ? secondMs : 5;
    return sampleOrder(op, { atUs, account: op % 3 }, { atUs: atUs + tookMs * 1_000 });
  });
  return [sampleGenerator(), sample('phase', { phase: 'recovery' }), ...orders.flat()];
}
