import type { TestProject } from 'vitest/node'
import { startTestPostgres, type TestPostgres } from './postgres-server.ts'

/** Projects run in one process and share one server; the last to end stops it. */
interface Shared {
  server: Promise<TestPostgres>
  users: number
}
const shared: { kickstandTestPostgres?: Shared } = globalThis as object

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  shared.kickstandTestPostgres ??= { server: startTestPostgres(), users: 0 }
  const ours = shared.kickstandTestPostgres
  ours.users += 1
  const server = await ours.server
  project.provide('postgresUrl', server.url)
  return async () => {
    ours.users -= 1
    if (ours.users > 0) return
    shared.kickstandTestPostgres = undefined
    await server.stop()
  }
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the maintenance database `postgres`; test databases are made beside it. */
    postgresUrl: string
  }
}
