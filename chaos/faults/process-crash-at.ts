import { readFileSync } from 'node:fs';
import { defineFault } from 'proofhouse/contract';
import { z } from 'zod';
import processKill from './process-kill.ts';

const options = z.strictObject({
  /** One of the steps that the venue names for the service's role. */
  step: z.string().max(64).default('synced'),
});

type Options = z.output<typeof options>;

/** The last line of a service that killed itself at a crash point. */
interface LastLine {
  readonly msg?: string;
  readonly step?: string;
  readonly sequence?: number;
  readonly reached?: Readonly<Record<string, number>>;
}

/**
 * The service kills itself with SIGKILL right after a named step, the next time it gets there: the
 * moments that a kill from outside hits by chance. Its last log line proves which one it was.
 */
export default defineFault({
  ...processKill,
  summary: 'One service kills itself with SIGKILL right after a named step.',
  options,
  needs: ['signal', 'restart', 'crash-points'],

  steps: (targets, given) =>
    targets.map((target) => ({
      injector: 'crash-point',
      action: 'arm',
      target: { service: target.name, ...target.process },
      parameters: { step: (given as Options).step },
    })),

  async effect(context) {
    const gone = await processKill.effect(context);
    if (gone.holds !== true) return gone;
    const { step } = context.options as Options;
    const last = lastLineOf(context.targets[0]?.logFile ?? '');
    if (last.msg !== 'crash point' || last.step !== step) {
      return {
        holds: false,
        saw: `${gone.saw}, but not at ${step}: "${last.msg}" was its last word`,
      };
    }
    const { sequence = 0, reached = {} } = last;
    const done = Object.keys(reached).filter((name) => (reached[name] ?? 0) >= sequence);
    const open = Object.keys(reached).filter((name) => !done.includes(name));
    // Behind the last step there is none that could be open.
    const proved = done.includes(step) && (open.length > 0 || Object.keys(reached).at(-1) === step);
    const saw = `${sequence} was ${done.join(', ')}, and not ${open.join(', ') || 'more'}`;
    return { holds: proved, saw: `${gone.saw}; its log says that ${saw}` };
  },
});

function lastLineOf(logFile: string): LastLine {
  const line = readFileSync(logFile, 'utf8').trimEnd().split('\n').at(-1) ?? '';
  try {
    return JSON.parse(line) as LastLine;
  } catch {
    return {};
  }
}
