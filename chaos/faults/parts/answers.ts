import type { ProbeContext, Reading } from 'proofhouse/contract';

/** Whether every target runs and tells its status. */
export async function answers({ targets, environment, signal }: ProbeContext): Promise<Reading> {
  for (const { name } of targets) {
    const { process } = environment.service(name);
    if (process === undefined) return { holds: false, saw: `${name} is not running` };
    try {
      await environment.status(name, signal);
    } catch {
      return { holds: false, saw: `${name} (pid ${process.pid}) does not answer yet` };
    }
  }
  const pids = targets.map(({ name }) => environment.service(name).process?.pid);
  return { holds: true, saw: `pid ${pids.join(', ')} answers` };
}

/** A reading that holds only if the service answers, too. */
export async function andAnswers(context: ProbeContext, saw: string): Promise<Reading> {
  const answered = await answers(context);
  return { holds: answered.holds, saw: `${saw}, ${answered.saw}` };
}

/** Any word of the service: it takes the processor time and the memory that a reading needs. */
export async function nudge({ targets, environment }: ProbeContext): Promise<void> {
  const signal = AbortSignal.timeout(20);
  await Promise.all(
    targets.map((target) => environment.status(target.name, signal).catch(() => {})),
  );
}
