import { z } from 'zod';
import type { Anchor, VenueState } from '#contract/plan.ts';
import { duration, unitExamples } from '#contract/units.ts';
import { suggest } from '#kit/suggest.ts';

/**
 * Phases that a fault may be anchored to; before them the baseline is judged, after them nothing.
 */
export const anchorPhases = ['fault', 'recovery'] as const;
export const venueStates = ['promoting', 'catching-up', 'in-sync'] as const;
const faultEvents = ['effect', 'healed'] as const;

const grammar =
  /^(?:(?<when>when +)(?<state>[a-z-]+)|(?<fault>[a-z][a-z0-9-]*)\.(?<event>[a-z]+)|(?<phase>[a-z]+))(?: *\+ *(?<offset>\S+))?$/;
const shapes = 'fault+500ms, kill.healed+100ms, kill.effect+1s, or when promoting+50ms';

/**
 * A moment as a scenario writes it: `fault+500ms` (after a phase began), `kill.healed+100ms` (after
 * another fault's event) or `when promoting` (when a service says so, from the fault phase on).
 */
export function anchor() {
  const text = z.string().meta({ description: `a moment such as ${shapes}` });
  const moment = z.custom<Anchor>();
  return z.codec(text, moment, {
    decode: (written, context) => {
      const parsed = parseAnchor(written);
      if (!('wrong' in parsed)) return parsed;
      const { wrong, hints } = parsed;
      context.issues.push({ code: 'custom', input: written, message: wrong, params: { hints } });
      return z.NEVER;
    },
    encode: anchorText,
  });
}

/** The anchor as text again. */
export function anchorText(moment: Anchor): string {
  const offset = moment.offsetMs === 0 ? '' : `+${moment.offsetMs}ms`;
  if (moment.after === 'phase') return `${moment.phase}${offset}`;
  if (moment.after === 'fault') return `${moment.fault}.${moment.event}${offset}`;
  return `when ${moment.state}${offset}`;
}

/** `{when: promoting, offset: 50ms}`: the same moment as `when promoting+50ms`. */
export function whenObject() {
  return z.strictObject({ when: z.enum(venueStates), offset: duration().default(0) });
}

type Wrong = { wrong: string; hints: string[] };

function parseAnchor(text: string): Anchor | Wrong {
  const groups = grammar.exec(text.trim())?.groups;
  if (groups === undefined) return wrong(`"${text}" is no moment`, [], '');
  const offset = duration().safeParse(groups.offset ?? '0s');
  if (!offset.success) {
    return wrong(`the offset "${groups.offset}" is no duration`, [], '', unitExamples.duration);
  }
  const offsetMs = offset.data;
  if (groups.state !== undefined) {
    const state = venueStates.find((known) => known === groups.state);
    if (state !== undefined) return { after: 'venue', state: state satisfies VenueState, offsetMs };
    return wrong(`"${groups.state}" is no state of a venue`, venueStates, groups.state);
  }
  if (groups.fault !== undefined) {
    const event = faultEvents.find((known) => known === groups.event);
    if (event !== undefined) return { after: 'fault', fault: groups.fault, event, offsetMs };
    return wrong(`a fault has no event "${groups.event}"`, faultEvents, groups.event ?? '');
  }
  const phase = anchorPhases.find((known) => known === groups.phase);
  if (phase !== undefined) return { after: 'phase', phase, offsetMs };
  return wrong(`a fault cannot be placed in "${groups.phase}"`, anchorPhases, groups.phase ?? '');
}

function wrong(
  message: string,
  known: readonly string[],
  given: string,
  expected = known.length > 0 ? `one of ${known.join(', ')}` : `a moment such as ${shapes}`,
): Wrong {
  const near = suggest(given, known);
  const meant = near === undefined ? [] : [`did you mean "${near}"?`];
  return { wrong: message, hints: [`expected ${expected}`, ...meant] };
}
