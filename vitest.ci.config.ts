import { defineConfig } from 'vitest/config';

/** Seeded samples of what the nightly areas do at length: whole runs, one after another. */
export default defineConfig({
  test: {
    pool: 'forks',
    include: ['e2e/**/*.ci.test.ts'],
    fileParallelism: false,
    testTimeout: 15 * 60_000,
    hookTimeout: 60_000,
  },
});
