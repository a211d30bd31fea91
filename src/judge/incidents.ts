import type { Evidence } from './evidence.ts';
import type { JudgedFault } from './faults.ts';
import { allBackUs, readReturns } from './rto.ts';

/** Faults whose time from command to restored redundancy overlap; they are judged as one. */
export interface Incident {
  readonly faults: readonly JudgedFault[];
  readonly commandUs: number;
  /** Last moment at which no effect was seen; the gate counts from it. */
  readonly lastNegativeUs: number;
  /** First effect that was seen; the command where none was. */
  readonly effectUs: number;
  /** The last heal command; null if nothing was healed. */
  readonly healCommandUs: number | null;
  readonly healedUs: number | null;
  /** Interruptions that begin before this belong to the incident, later ones are relapses. */
  readonly cutoffUs: number;
  /** Command of the next incident. */
  readonly nextUs: number | null;
  /** Redundancy was restored; null if that was not seen. */
  readonly toUs: number | null;
  /** True if the harness ended the run before the incident could run its course. */
  readonly cutShort: boolean;
}

/** Incidents in order of time. Faults that were never commanded belong to none. */
export function findIncidents(evidence: Evidence): Incident[] {
  const commanded = evidence.faults
    .filter((fault) => fault.commandUs !== null)
    .sort((a, b) => (a.commandUs as number) - (b.commandUs as number));
  const incidents: Incident[] = [];
  let group: JudgedFault[] = [];
  for (const [index, fault] of commanded.entries()) {
    group.push(fault);
    const next = commanded[index + 1];
    const incident = incidentOf(group, next?.commandUs ?? null, evidence);
    const overlaps =
      next !== undefined && (incident.toUs === null || (next.commandUs as number) < incident.toUs);
    if (overlaps) continue;
    incidents.push(incident);
    group = [];
  }
  return incidents;
}

function incidentOf(
  faults: readonly JudgedFault[],
  nextUs: number | null,
  evidence: Evidence,
): Incident {
  const commandUs = Math.min(...faults.map((fault) => fault.commandUs as number));
  const seen = faults.filter((fault) => fault.effectUs !== null);
  const effectUs =
    seen.length > 0 ? Math.min(...seen.map((one) => one.effectUs as number)) : commandUs;
  const first = seen.find((fault) => fault.effectUs === effectUs);
  const healedUs = lastOf(faults.map((fault) => fault.healedUs));
  const holdUs = evidence.plan.phases.holdMs * 1000;
  const known = {
    faults: [...faults],
    commandUs,
    lastNegativeUs: first?.lastNegativeUs ?? commandUs,
    effectUs,
    healCommandUs: lastOf(faults.map((fault) => fault.healCommandUs)),
    healedUs,
    cutoffUs: healedUs === null ? Number.POSITIVE_INFINITY : healedUs + holdUs,
    nextUs,
    cutShort:
      evidence.harness.stops.length > 0 || witnessFailed(evidence) || !evidence.harness.state.ended,
  };
  return { ...known, toUs: restoredUs({ ...known, toUs: null }, evidence) };
}

/**
 * Every fault is healed, every gateway serves, and a standby is in sync where services tell that.
 */
function restoredUs(incident: Incident, evidence: Evidence): number | null {
  if (incident.healedUs === null) return null;
  const backUs = allBackUs(readReturns(evidence, incident, false));
  if (backUs === null) return null;
  const { services, loadEndUs } = evidence;
  // The cold restart behind the load is no part of an incident.
  const untilUs = Math.min(incident.nextUs ?? loadEndUs, loadEndUs);
  const syncUs = services.tellsSync() ? services.inSyncSince(incident.effectUs, untilUs) : 0;
  return syncUs === null ? null : Math.max(incident.healedUs, backUs, syncUs);
}

/** Null as soon as one of them is not known. */
function lastOf(times: readonly (number | null)[]): number | null {
  return times.includes(null) ? null : Math.max(...(times as number[]));
}

function witnessFailed({ harness, service }: Evidence): boolean {
  return service.lanes.tracks.some(
    (track) =>
      track?.declared.witness === true &&
      harness.failedUs(`generator:${track.declared.id}`) < Number.POSITIVE_INFINITY,
  );
}
