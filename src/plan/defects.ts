import type { PlantedDefect, VenuePlugin } from '#contract/venue.ts';
import { unknownWord } from './issues.ts';
import type { Problem } from './problem.ts';

/** `--defect ROLE=NAME[:ARG]`, checked against what the venue can be started with. */
export function defectsOf(
  wanted: readonly string[],
  venue: VenuePlugin,
  roles: readonly string[],
  problems: Problem[],
): PlantedDefect[] {
  return wanted.flatMap((text) => {
    const parsed = /^(?<role>[^=:]+)=(?<name>[^=:]+)(?::(?<argument>[^:]+))?$/.exec(text)?.groups;
    const path = [`--defect ${text}`];
    if (parsed === undefined) {
      const hints = ['expected ROLE=NAME or ROLE=NAME:ARG, e.g. engine=lose-ack:3'];
      problems.push({ path, message: `"${text}" names no defect`, hints });
      return [];
    }
    const { role = '', name = '', argument } = parsed;
    const known = venue.defects ?? {};
    const spec = Object.hasOwn(known, name) ? known[name] : undefined;
    if (spec === undefined) {
      problems.push(unknownWord(path, name, Object.keys(known), 'defect'));
      return [];
    }
    const places = spec.roles.filter((place) => roles.includes(place));
    if (!places.includes(role)) {
      problems.push(unknownWord(path, role, places, `service role with the defect ${name}`));
      return [];
    }
    if (argument !== undefined && spec.argument === undefined) {
      problems.push({ path, message: `the defect ${name} takes no argument`, hints: [] });
      return [];
    }
    return [{ role, name, ...(argument !== undefined && { argument }) }];
  });
}
