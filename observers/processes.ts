import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { defineObserver, openDescriptors, readProcess, residentBytes } from 'proofhouse/contract';

const everyMs = 250;

/** Memory, processor time, state, descriptors and data of every service, as the kernel has them. */
export default defineObserver({
  summary: 'Memory, processor time, descriptors and data of every service.',

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
          ...(service.dataFolder && { dataBytes: bytesIn(service.dataFolder) }),
        });
      }
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  },
});

/** A file that goes while it is looked at counts for nothing. */
function bytesIn(folder: string): number {
  let bytes = 0;
  try {
    for (const name of readdirSync(folder)) bytes += statSync(path.join(folder, name)).size;
  } catch {
    return bytes;
  }
  return bytes;
}
