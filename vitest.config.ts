import { defineConfig } from 'vitest/config'

const shared = { pool: 'forks' as const, exclude: ['node_modules/**'] }
const everyKind = ['database', 'workflow', 'browser', 'program', 'fuzz'] as const
const filesOf = (kind: string) => [`test/**/*.${kind}.test.{ts,tsx}`]
const postgres = 'test/support/postgres-setup.ts'
const program = 'test/support/program-setup.ts'
const withDatabase = { globalSetup: [postgres] }

/** Takes minutes and a program from elsewhere: with `npm run test:fuzz` alone. */
const fuzz = { test: { ...shared, ...withDatabase, name: 'fuzz', include: filesOf('fuzz') } }

/** The kind of a test is in its name: `prices.test.ts` needs nothing, `prices.database.test.ts` a PostgreSQL. */
export default defineConfig({
  test: {
    // A third of the time a test waits for another program: three on two cores take 2 minutes less than two.
    maxWorkers: 3,
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          // They keep nothing from one file to the next; each in a process of its own costs 10 s of CPU together.
          isolate: false,
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: [...shared.exclude, ...everyKind.flatMap(filesOf)],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          ...shared,
          ...withDatabase,
          name: 'database',
          include: filesOf('database'),
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          ...shared,
          ...withDatabase,
          name: 'workflow',
          include: filesOf('workflow'),
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          ...shared,
          globalSetup: [postgres, program],
          name: 'browser',
          include: filesOf('browser'),
          testTimeout: 60_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          ...shared,
          globalSetup: [program],
          name: 'program',
          include: filesOf('program'),
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      ...(process.env.KICKSTAND_FUZZ_ROUNDS ? [fuzz] : []),
    ],
  },
})
