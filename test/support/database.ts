import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { afterAll, inject } from 'vitest'
import { connect, type Sql } from '../../db/client.ts'
import { databaseUrl, TEMPLATE } from './postgres-server.ts'

export interface TestDatabase {
  url: string
  sql: Sql
}

/**
 * A database of this file's own, migrated and empty, dropped after its last test. At the top of a file named
 * `*.database.test.ts` or `*.workflow.test.ts`:
 * `const { sql } = await createTestDatabase()`
 */
export async function createTestDatabase({ max = 10 } = {}): Promise<TestDatabase> {
  const server = inject('postgresUrl')
  if (!server) throw new Error('No PostgreSQL for this test: name its file *.database.test.ts')
  const name = `test_${randomBytes(6).toString('hex')}`
  await onServer(server, (sql) => sql`create database ${sql(name)} template ${sql(TEMPLATE)}`)
  const url = databaseUrl(server, name)
  const sql = connect(url, { max, name: 'kickstand-test' })
  afterAll(async () => {
    await sql.end({ timeout: 1 })
    await onServer(server, (admin) => admin`drop database if exists ${admin(name)} with (force)`)
  })
  return { url, sql }
}

async function onServer(url: string, work: (sql: postgres.Sql) => PromiseLike<unknown>): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    await work(sql)
  } finally {
    await sql.end({ timeout: 1 })
  }
}
