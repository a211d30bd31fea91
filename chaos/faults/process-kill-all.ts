import { defineFault } from 'proofhouse/contract';
import { z } from 'zod';
import processKill from './process-kill.ts';

/**
 * SIGKILL to every service at once. It claims nothing about durability: the kernel keeps what a
 * killed process wrote; only `power-loss` shows what the disk had.
 */
export default defineFault({
  ...processKill,
  summary: 'SIGKILL to every service at once (says nothing about durability).',
  options: z.strictObject({}),
  targets: 'all',
  exceedsQuorum: true,
});
