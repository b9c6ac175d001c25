import type { TestProject } from 'vitest/node'
import { startTestPostgres } from './postgres-server.ts'
import { sharedSetup } from './shared-setup.ts'

const shared = sharedSetup('postgres', startTestPostgres, (server) => server.stop())

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { opened, end } = await shared()
  project.provide('postgresUrl', opened.url)
  return end
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the maintenance database `postgres`; test databases are made beside it. */
    postgresUrl: string
  }
}
