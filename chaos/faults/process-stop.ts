import { defineFault } from 'proofhouse/contract';
import processKill from './process-kill.ts';

/** SIGTERM to one service, as a deployment stops it; healed by starting it again. */
export default defineFault({
  ...processKill,
  summary: 'SIGTERM to one service, which may finish what it is doing.',

  steps: (targets) =>
    targets.map((target) => ({
      injector: 'process',
      action: 'terminate',
      target: { service: target.name, ...target.process },
    })),
});
