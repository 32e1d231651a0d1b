import { defineConfig } from 'vitest/config'

const pure = ['src/{kernel,engines,service,web}/**/*.test.{ts,tsx}']

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: pure } },
      {
        test: {
          name: 'db',
          include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: [...pure, 'test/browser/**'],
          globalSetup: 'test/ground/database.ts',
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: 'test/ground/database.ts',
          // No measure of speed: a test that hangs ends some time, one on a slow machine is let finish.
          testTimeout: 600_000,
          hookTimeout: 600_000,
          expect: { poll: { timeout: 60_000 } },
          // One Chromium at a time: two on two cores take longer than one after the other.
          fileParallelism: false,
        },
      },
    ],
  },
})
