import { defineFault } from 'proofhouse/contract';
import { z } from 'zod';
import processKill from './process-kill.ts';

/**
 * SIGKILL to every service of the role `controller`: trading goes on, but nobody can be promoted
 * until one is back.
 */
export default defineFault({
  ...processKill,
  summary: 'SIGKILL to every controller: trading goes on, but nobody can be promoted.',
  options: z.strictObject({}),
  targets: { role: 'controller' },
});
