import type { EventOf } from '#contract/history.ts';
import type { Plan, PlannedFault } from '#contract/plan.ts';
import type { FaultReport } from '#contract/run.ts';

export interface JudgedFault extends FaultReport {
  /** True if services were acted on, not only the load. */
  readonly hitsServices: boolean;
  readonly targets: readonly string[];
}

interface Seen {
  target: string;
  targets: string[];
  commandUs: number | null;
  healCommandUs: number | null;
  verifiedUs: number | null;
  failed: string | undefined;
  /** Start of the last negative reading before the effect. */
  lastNegativeUs: number | null;
  negatives: number;
  blind: number;
  positiveUs: number | null;
  saw: string;
  /** First reset or refusal that a client saw after the command. */
  wireUs: number | null;
}

export type Faults = ReturnType<typeof createFaults>;

/** Follows each planned fault from its command to its verified heal, by what the probes read. */
export function createFaults(plan: Plan) {
  const seen = new Map<string, Seen>();
  const of = (fault: string): Seen => {
    const known = seen.get(fault);
    if (known !== undefined) return known;
    const fresh = unseen();
    seen.set(fault, fresh);
    return fresh;
  };
  return {
    on: {
      fault(event: EventOf<'fault'>) {
        const fault = of(event.fault);
        const targets = event.targets ?? [];
        if (targets.length > 0) {
          fault.targets = targets.map((one) => one.service);
          fault.target = targets.map((one) => `${one.service} (${one.identity})`).join(', ');
        }
        if (event.state === 'active') fault.commandUs = event.atUs;
        if (event.state === 'healing') fault.healCommandUs = event.atUs;
        if (event.state === 'verified') fault.verifiedUs = event.atUs;
        if (event.state === 'failed') fault.failed ??= event.because ?? 'failed';
      },
      probe(event: EventOf<'probe'>) {
        if (event.about === 'effect') reading(of(event.fault), event);
      },
      told({ code, atUs }: EventOf<'told'>) {
        if (code !== 'reset' && code !== 'refused') return;
        for (const fault of seen.values()) {
          if (fault.commandUs === null || atUs <= fault.commandUs) continue;
          fault.wireUs = Math.min(fault.wireUs ?? atUs, atUs);
        }
      },
    },
    /** In the order of the plan. */
    end: (): JudgedFault[] => plan.faults.map((planned) => report(planned, seen.get(planned.id))),
  };
}

function unseen(): Seen {
  return {
    target: '',
    targets: [],
    commandUs: null,
    healCommandUs: null,
    verifiedUs: null,
    failed: undefined,
    lastNegativeUs: null,
    negatives: 0,
    blind: 0,
    positiveUs: null,
    saw: '',
    wireUs: null,
  };
}

function reading(fault: Seen, event: EventOf<'probe'>): void {
  if (fault.positiveUs !== null) return;
  fault.saw = event.saw;
  if (event.holds === true) fault.positiveUs = event.atUs;
  else if (event.holds === false) {
    fault.negatives += 1;
    fault.lastNegativeUs = event.startedUs;
  } else fault.blind += 1;
}

function report(planned: PlannedFault, fault = unseen()): JudgedFault {
  const { status, because } = statusOf(fault);
  const confirmed = status === 'confirmed';
  const hitsServices = fault.targets.length > 0;
  const wireUs = hitsServices ? fault.wireUs : null;
  const effectUs = confirmed ? least(fault.positiveUs, wireUs) : null;
  // A negative reading that ended before the command, or began after the effect, says nothing.
  const negative = fault.lastNegativeUs;
  const inside = negative !== null && effectUs !== null && negative < effectUs;
  const lastNegativeUs = inside ? Math.max(negative, fault.commandUs ?? 0) : fault.commandUs;
  return {
    id: planned.id,
    kind: planned.kind,
    target: fault.target || (planned.target === undefined ? 'the load' : planned.target.role),
    status,
    because,
    commandUs: fault.commandUs,
    lastNegativeUs: confirmed ? lastNegativeUs : null,
    effectUs,
    healCommandUs: fault.healCommandUs,
    healedUs: fault.verifiedUs,
    hitsServices,
    targets: fault.targets,
  };
}

function statusOf(fault: Seen): Pick<FaultReport, 'status' | 'because'> {
  if (fault.commandUs === null) {
    const because = fault.failed ?? 'its moment did not come';
    const status = because.startsWith('mismatch') ? 'mismatch' : 'not-injected';
    return { status, because };
  }
  if (fault.positiveUs !== null) return { status: 'confirmed', because: fault.saw };
  if (fault.negatives > 0) {
    return { status: 'mismatch', because: `no effect was seen: ${fault.saw}` };
  }
  const because = fault.failed ?? (fault.blind > 0 ? fault.saw : 'nobody looked for its effect');
  return { status: 'inconclusive', because };
}

function least(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}
