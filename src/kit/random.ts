import { createHash } from 'node:crypto';

/** Seeds are unsigned 32-bit integers: people retype them. */
export const seedMax = 0xffff_ffff;

/**
 * The seed of one consumer of randomness, drawn from the run's seed by the consumer's name: adding,
 * removing or reordering other consumers changes nothing for it.
 */
export function deriveSeed(seed: number, name: string): number {
  return createHash('sha256').update(`${seed}\n${name}`).digest().readUInt32BE(0);
}
