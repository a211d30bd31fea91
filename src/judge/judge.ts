import type { CheckPlugin } from '#contract/check.ts';
import { driveFolds } from '#contract/fold.ts';
import type { HistoryEvent } from '#contract/history.ts';
import type { Plan } from '#contract/plan.ts';
import type { IncidentReport, Verdict } from '#contract/run.ts';
import { createServiceFold } from '#contract/service/service.ts';
import { digestOf } from '#kit/canonical.ts';
import { decideVerdict } from './algebra.ts';
import { judgeBystanders } from './bystanders.ts';
import { beginChecks, type EndedCheck } from './checks.ts';
import { type Evidence, type PhaseSpan, readWitness } from './evidence.ts';
import { judgeExpectation } from './expectation.ts';
import { createFacts, operationKey } from './facts.ts';
import { createFaults } from './faults.ts';
import { createHarness } from './harness.ts';
import { readHistory } from './history.ts';
import { findIncidents } from './incidents.ts';
import { noLostAcknowledged } from './kept.ts';
import { createPunctuality, judgeLoad } from './load.ts';
import { findLosses, type Losses } from './losses.ts';
import { createLostOrders } from './lost-orders.ts';
import { createPhaseAudit, phaseReports, phaseSpans } from './phases.ts';
import { createReads } from './reads.ts';
import { judgeRpo } from './rpo.ts';
import { firstBack, judgeRto, readReturns } from './rto.ts';
import { createServices } from './services.ts';
import { availability, judgeSlos } from './slo.ts';
import { createLagLine, timeline } from './timeline.ts';

/** Check plugins by name; those that a plan does not name run if they say `always`. */
export type Checks = ReadonlyMap<string, CheckPlugin>;

/**
 * Judges a history file: one pass, and a second one if an order was lost, to tell what became of
 * it. Linear, in memory bounded by about 37 bytes an operation, 24 more where its lane carries
 * objectives, and what the checks keep of open orders. Pure: the same plan and history give the
 * same verdict. Throws `MalformedHistory` for a file that is not one.
 */
export async function judgeFile(
  plan: Plan,
  file: string,
  checks: Checks,
  options: { readonly tornTail?: boolean } = {},
): Promise<Verdict> {
  const judge = createJudge(plan, checks);
  for await (const batch of readHistory(file, options)) {
    for (const event of batch) judge.see(event);
  }
  const verdict = judge.end();
  const lost = createLostOrders(verdict);
  if (lost === undefined) return verdict;
  for await (const batch of readHistory(file, options)) {
    for (const event of batch) lost.see(event);
  }
  return lost.end();
}

/** Judges events that are at hand. */
export function judgeEvents(plan: Plan, events: Iterable<HistoryEvent>, checks: Checks): Verdict {
  const judge = createJudge(plan, checks);
  for (const event of events) judge.see(event);
  const verdict = judge.end();
  const lost = createLostOrders(verdict);
  if (lost === undefined) return verdict;
  for (const event of events) lost.see(event);
  return lost.end();
}

function createJudge(plan: Plan, plugins: Checks) {
  const service = createServiceFold(plan);
  const { outcomes } = service;
  const audit = createPhaseAudit(plan, service);
  const facts = createFacts();
  const reads = createReads(outcomes, facts);
  const faults = createFaults(plan);
  const services = createServices();
  const harness = createHarness();
  const punctuality = createPunctuality();
  const lagLine = createLagLine((gen) => service.lanes.tracks[gen]?.declared.witness === true);
  let losses: Losses | undefined;
  const excused = (gen: number, op: number): boolean =>
    losses?.excused.has(operationKey(gen, op)) ?? false;
  const checks = beginChecks(plan, plugins, outcomes, excused);
  const own = [audit, service, facts, reads, faults, services, harness, punctuality, lagLine];
  const deliver = driveFolds([...own, ...checks.folds]);
  let events = 0;
  let lastUs = 0;
  return {
    see(event: HistoryEvent) {
      events += 1;
      const { atUs } = event as { atUs?: number };
      if (atUs !== undefined && atUs > lastUs) lastUs = atUs;
      deliver(event);
    },
    end(): Verdict {
      const phases = phaseSpans(service, lastUs);
      const seen = { plan, service, services, facts, reads, harness, phases, lastUs };
      const evidence: Evidence = {
        ...seen,
        faults: faults.end(),
        loadEndUs: Math.min(loadEnd(phases, lastUs), harness.stops[0]?.atUs ?? lastUs),
        witness: readWitness(plan, service, phases),
      };
      losses = findLosses(plan, outcomes, facts, reads, evidence.faults);
      const ended = [noLostAcknowledged(evidence, losses), ...checks.end(doubtOf(evidence))];
      const disagreements = [...audit.disagreements, ...foreign(evidence)];
      const { incidents, expectation } = judgeIncidents(evidence, losses, ended);
      const slo = judgeSlos(evidence);
      const load = judgeLoad(evidence, punctuality);
      const bystanders = judgeBystanders(evidence);
      const crashes = checks.crashes();
      const baseline = audit.baseline();
      const judged = { checks: ended, crashes, incidents, slo, bystanders, load, expectation };
      return {
        schema: 'proofhouse.verdict/1',
        ...decideVerdict({ ...judged, evidence, baseline, disagreements }),
        phases: phaseReports(phases),
        faults: evidence.faults.map(({ hitsServices: _, targets: __, ...report }) => report),
        incidents,
        slo,
        availability: availability(evidence),
        bystanders,
        checks: ended.map((one) => one.report),
        load,
        timeline: timeline(evidence, lagLine.lagUs),
        events,
      };
    },
  };
}

function judgeIncidents(evidence: Evidence, losses: Losses, checks: readonly EndedCheck[]) {
  const found = (id: string) => checks.find((one) => one.report.id === id)?.found ?? 0;
  const judged = findIncidents(evidence).map((incident) => ({
    incident,
    all: readReturns(evidence, incident, false),
    clean: readReturns(evidence, incident, true),
  }));
  const context = {
    evidence,
    incidents: judged.map((one) => one.incident),
    losses,
    findings: {
      phantom: found('no-phantom'),
      resurrected: found('no-resurrected-order'),
      duplicated: found('no-duplicate-execution'),
      reordered: found('price-time-priority'),
    },
    backUs: judged.map((one) => firstBack(one.all)?.backUs ?? null),
  };
  const incidents = judged.map(
    ({ incident, all, clean }, index): IncidentReport => ({
      faults: incident.faults.map((fault) => fault.id),
      fromUs: incident.commandUs,
      toUs: incident.toUs,
      rto: judgeRto(evidence, incident, all, clean),
      rpo: judgeRpo(context, index),
    }),
  );
  return { incidents, expectation: judgeExpectation(evidence, judged) };
}

/**
 * Load ends with the phase after it, or with the history; a stop ends it for the judge, because
 * what comes after that is the harness's own ending and held against nobody.
 */
function loadEnd(phases: readonly PhaseSpan[], lastUs: number): number {
  const after = phases.find((phase) => phase.name === 'reconcile' || phase.name === 'down');
  return after?.fromUs ?? lastUs;
}

function foreign({ harness, plan }: Evidence): string[] {
  const digest = harness.state.begun?.planDigest;
  if (digest === undefined) return ['the history does not begin with a run'];
  return digest === digestOf(plan) ? [] : ['the history is of another plan'];
}

/** Why what was not seen might still have come: then a `sometimes` that was missed is unknown. */
function doubtOf({ faults, harness }: Evidence): string | undefined {
  if (harness.stops.length > 0) return 'the run ended early';
  const confirmed = faults.every((fault) => fault.status === 'confirmed');
  return confirmed ? undefined : 'a fault is not confirmed';
}
