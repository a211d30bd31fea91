import { describe, expect, it } from 'vitest';
import { driveFolds } from '../fold.ts';
import type { HistoryEvent } from '../history.ts';
import type { Plan } from '../plan.ts';
import { sample, sampleGenerator, sampleOrder, samplePlan } from '../sample.ts';
import { createServiceFold, type ServiceFold } from './service.ts';

const second = 1_000_000;

interface Answer {
  readonly afterUs?: number;
  readonly refused?: boolean;
  readonly silent?: boolean;
}

/** One operation each 50 ms on one lane; `answer` says what becomes of the one intended then. */
function traffic(toUs: number, answer: (intendedUs: number) => Answer): HistoryEvent[] {
  const events: HistoryEvent[] = [];
  for (let op = 0; op * 50_000 < toUs; op += 1) {
    const atUs = op * 50_000;
    const { afterUs = 5_000, refused = false, silent = false } = answer(atUs);
    const outcome = refused ? 'not-executed' : 'accepted';
    const [sent, told] = sampleOrder(op, { atUs, lane: 0 }, { atUs: atUs + afterUs, outcome });
    events.push(sent as HistoryEvent, ...(silent ? [] : [told as HistoryEvent]));
  }
  return events.sort((a, b) => timeOf(a) - timeOf(b));
}

function timeOf(event: HistoryEvent): number {
  return 'atUs' in event ? event.atUs : 0;
}

function foldOf(events: readonly HistoryEvent[], plan: Plan = samplePlan()): ServiceFold {
  const fold = createServiceFold(plan);
  const deliver = driveFolds([fold]);
  deliver(sampleGenerator());
  for (const event of events) deliver(event);
  return fold;
}

describe('warm-up', () => {
  it('is over when two seconds have about the same p99', () => {
    expect(foldOf(traffic(3 * second, () => ({}))).p99Stable(3 * second)).toBe(true);
  });
  it('is not over while the p99 falls', () => {
    const cold = foldOf(
      traffic(3 * second, (at) => ({ afterUs: at < 1.9 * second ? 300_000 : 30_000 })),
    );
    expect(cold.p99Stable(3 * second)).toBe(false);
  });
  it('is not over while a lane is refused, or before two seconds were seen', () => {
    const refused = foldOf(traffic(3 * second, (at) => ({ refused: at > 2 * second })));
    expect(refused.p99Stable(3 * second)).toBe(false);
    expect(foldOf(traffic(second, () => ({}))).p99Stable(second)).toBe(false);
  });
});

describe('baseline', () => {
  const phase = sample('phase', { atUs: 0, phase: 'baseline' });
  it('is met by a venue that accepts', () => {
    const fold = foldOf([phase, ...traffic(3 * second, () => ({}))]);
    expect(fold.baseline(3 * second)).toEqual({
      met: true,
      because: '1 lanes served, 60 of 60 (100.0 %) accepted',
    });
  });
  it('is not met by a lane that is refused every tenth time', () => {
    const fold = foldOf([phase, ...traffic(3 * second, (at) => ({ refused: at % 500_000 === 0 }))]);
    expect(fold.baseline(3 * second)).toMatchObject({ met: false });
  });
  it('is not met without any answer', () => {
    const fold = foldOf([phase, ...traffic(3 * second, () => ({ silent: true }))]);
    expect(fold.baseline(3 * second).met).toBe(false);
  });
  it('leaves out what the generator sent late itself', () => {
    const events = [phase, ...traffic(3 * second, (at) => ({ refused: at < second }))].map(
      (event) =>
        event.type === 'sent' && event.intendedUs < second
          ? { ...event, intendedUs: event.intendedUs - 100_000 }
          : event,
    );
    expect(foldOf(events).baseline(3 * second).met).toBe(true);
  });
  it('is not met when an SLO of the baseline is missed', () => {
    const slo = { id: 'ack', withinMs: 4, ratio: 0.99, minSamples: 1, load: 'witness' };
    const plan = samplePlan({ objectives: { slo: [{ ...slo, phases: ['baseline'] }] } });
    const fold = foldOf([phase, ...traffic(3 * second, () => ({}))], plan);
    expect(fold.baseline(3 * second)).toMatchObject({
      met: false,
      because: 'ack: 0 of 60 (0.0 %) within 4 ms',
    });
  });
  it('is not met without the trades the load must make', () => {
    const [load] = samplePlan().load;
    const plan = samplePlan({ load: [{ ...load!, minTrades: 1 }] });
    const fold = foldOf([phase, ...traffic(3 * second, () => ({}))], plan);
    expect(fold.baseline(3 * second).because).toBe('witness: 0 trades, below 1');
  });
});

describe('back', () => {
  it('needs a whole hold after the heal', () => {
    const fold = foldOf(traffic(3 * second, () => ({})));
    expect(fold.back(3 * second, 1.9 * second).back).toBe(true);
    expect(fold.back(3 * second, 2 * second).back).toBe(false);
  });
  it('counts from a verified heal that it saw itself', () => {
    const verified = sample('fault', { fault: 'kill', state: 'verified', atUs: 2.5 * second });
    const fold = foldOf([...traffic(3 * second, () => ({})), verified]);
    expect(fold.back(3 * second, 0).back).toBe(false);
  });
  it('is not said of a lane that failed within the hold', () => {
    const fold = foldOf(
      traffic(3 * second, (at) => ({ refused: at > 2_400_000 && at <= 2_500_000 })),
    );
    expect(fold.back(3 * second, second)).toEqual({
      back: false,
      because: 'gateway-1 X rest is not served',
    });
  });
  it('waits for a standby where one was in sync before', () => {
    const standby = sample('service', { service: 'engine-2', leader: false, inSync: true });
    const lost = sample('service', { service: 'engine-2', answered: false });
    const events = [standby, ...traffic(3 * second, () => ({})), lost];
    expect(foldOf(events).back(3 * second, second).because).toMatch(/no standby/);
    expect(foldOf([...events, standby]).back(3 * second, second).back).toBe(true);
  });
});

it('the error ratio counts what is decided: a silence counts after its first second', () => {
  const fold = foldOf(traffic(4 * second, (at) => ({ silent: at >= 2 * second })));
  expect(fold.errorRatio(4 * second, 2 * second)).toBe(1);
  expect(foldOf([]).errorRatio(second, second)).toBe(0);
});
