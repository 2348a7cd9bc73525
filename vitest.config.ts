import { defineConfig } from 'vitest/config';

const project = (name: string, options: object = {}) => ({
  extends: true as const,
  test: { name, include: [`tests/${name}/**/*.test.{ts,tsx}`], ...options },
});

export default defineConfig({
  test: {
    maxWorkers: 2,
    // Generous on purpose: a slow machine must not turn a right answer into a red run.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      project('unit'),
      project('property', { setupFiles: ['tests/support/tellSeeds.ts'], testTimeout: 600_000 }),
      project('contract'),
      project('integration', { globalSetup: ['tests/support/postgres.ts'], fileParallelism: true }),
    ],
  },
});
