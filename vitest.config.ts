import { configDefaults, defineConfig } from 'vitest/config';

/** Tests that bring processes up and watch time pass: one at a time, after all others. */
const timed = ['e2e/**/*.test.ts', 'src/run/**/*.test.ts', 'runtimes/**/*.test.ts'];
const never = [...configDefaults.exclude, '**/*.ci.test.ts', 'reports/out/**'];

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'quick',
          include: ['**/*.test.ts'],
          exclude: [...never, ...timed],
          testTimeout: 20_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'timed',
          include: timed,
          exclude: never,
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
