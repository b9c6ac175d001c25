import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator'
import postgres from 'postgres'

export const migrationsFolder = join(dirname(fileURLToPath(import.meta.url)), 'migrations')

/** Any number will do, as long as every process of every version takes the same. */
const MIGRATION_LOCK = 7_215_001

const typesOfOurs = {
  int8: {
    to: 20,
    from: [20],
    serialize: (value: number) => String(value),
    parse: (value: string) => Number(value),
  },
  /** A calendar day is a text, "2026-03-05": as a Date it would be another day in another zone. */
  date: {
    to: 1082,
    from: [1082],
    serialize: (value: string) => value,
    parse: (value: string) => value,
  },
}

export type Sql = postgres.Sql<{ int8: number; date: string }>
export type Tx = postgres.TransactionSql<{ int8: number; date: string }>
/** A part of a statement. */
export type Fragment = postgres.PendingQuery<postgres.Row[]>
/** What a query needs, in a transaction or not. */
export type Queryable = Sql | Tx

export interface PoolOptions {
  max?: number
  /** Shown in pg_stat_activity. */
  name?: string
  /** Told of every statement as it is sent, by whoever counts them. */
  onStatement?: (text: string, parameters: unknown[]) => void
}

/**
 * A pool: columns arrive in camel case, int8 as number, timestamptz as Date, date as text.
 * The limits end the transaction of a worker that was stopped in the middle of one.
 */
export function connect(url: string, { max = 10, name = 'kickstand', onStatement }: PoolOptions = {}): Sql {
  return postgres(url, {
    max,
    debug: onStatement && ((_connection, text, parameters) => onStatement(text, parameters)),
    types: typesOfOurs,
    transform: { ...postgres.camel, undefined: null },
    onnotice: () => {},
    connect_timeout: 5,
    backoff: pauseBeforeConnecting,
    connection: {
      application_name: name,
      statement_timeout: 8_000,
      lock_timeout: 3_000,
      idle_in_transaction_session_timeout: 5_000,
    },
  })
}

/**
 * A statement that is planned anew with its parameters each time: a prepared one gets a plan for any parameters after
 * five executions, and the words "mountain pedal" are in every order or in none.
 */
export function plannedEachTime<T extends readonly (object | undefined)[]>(
  query: postgres.PendingQuery<T>,
): postgres.PendingQuery<T> {
  // Read by the driver (connection.js, build) as the option of `unsafe` that it documents.
  Object.assign((query as unknown as { options: object }).options, { prepare: false })
  return query
}

/**
 * Seconds. The driver's own pause grows to 20 s and is counted over the whole pool: twenty connections that break at
 * once reach it within one outage of a second.
 */
function pauseBeforeConnecting(failures: number): number {
  return (0.5 + Math.random() / 2) * Math.min(0.05 * 2 ** failures, 1)
}

/**
 * Brings the schema up to date; any number of processes may try at once.
 * @param folder of some of the migrations, for a schema of an earlier time
 */
export async function migrate(url: string, folder = migrationsFolder): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {}, connect_timeout: 5 })
  try {
    await sql`select pg_advisory_lock(${MIGRATION_LOCK})`
    await applyMigrations(drizzle(sql), { migrationsFolder: folder })
  } finally {
    await sql.end({ timeout: 5 })
  }
}
