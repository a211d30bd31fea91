import { defineObserver, openDescriptors, readProcess, residentBytes } from 'proofhouse/contract';

const everyMs = 250;

/** Memory, processor time, state and descriptors of every service, from the process table. */
export default defineObserver({
  summary: 'Memory, processor time and descriptors of every service, from /proc.',

  async observe(context) {
    while (!context.signal.aborted) {
      for (const service of context.environment.services()) {
        const pid = service.process?.pid;
        const reading = pid === undefined ? undefined : readProcess(pid);
        if (pid === undefined || reading === undefined) continue;
        context.record({
          type: 'process',
          atUs: context.nowUs(),
          service: service.name,
          pid,
          state: reading.state,
          rssBytes: residentBytes(pid) ?? 0,
          cpuMs: reading.cpuMs,
          descriptors: openDescriptors(pid) ?? 0,
        });
      }
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  },
});
