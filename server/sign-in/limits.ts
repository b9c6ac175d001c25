import { createHash } from 'node:crypto'
import pLimit from 'p-limit'
import type { Sql } from '../../db/client.ts'
import { noteFailedSignIn } from './notes.ts'

/** Failures in 15 minutes before an account or an address has to wait; whoever signs in rightly counts for nothing. */
const PER_ACCOUNT = 10
const PER_ADDRESS = 100
/** Requests for help from one address in the same time. */
const ASKING_PER_ADDRESS = 10

/** One hash costs 128 MiB and half a second of a core. */
const HASHES_AT_ONCE = 2
const HASHES_WAITING = 20

const hashing = pLimit(HASHES_AT_ONCE)

/** Runs what hashes a password, at most two at once; null: too many wait already. */
export async function whenFree<T>(work: () => Promise<T>): Promise<T | null> {
  return hashing.pendingCount >= HASHES_WAITING ? null : hashing(work)
}

/** Hashed, since anything may be typed there. */
const accountKey = (email: string) =>
  `account:${createHash('sha256').update(email.trim().toLowerCase()).digest('base64url')}`
const addressKey = (address: string) => `address:${address}`

export async function isLimited(sql: Sql, email: string, address: string): Promise<boolean> {
  const [failures] = await sql<{ account: number; address: number }[]>`
    select count(*) filter (where key = ${accountKey(email)})::int as account,
      count(*) filter (where key = ${addressKey(address)})::int as address
    from sign_in_failures
    where key in ${sql([accountKey(email), addressKey(address)])} and failed_at > now() - interval '15 minutes'`
  return (failures?.account ?? 0) >= PER_ACCOUNT || (failures?.address ?? 0) >= PER_ADDRESS
}

/** Notes a failure and forgets those of earlier days. */
export async function noteFailure(sql: Sql, email: string, address: string): Promise<void> {
  await note(sql, [accountKey(email), addressKey(address)])
  const [failures] = await sql<{ count: number }[]>`
    select count(*)::int from sign_in_failures
    where key = ${accountKey(email)} and failed_at > now() - interval '15 minutes'`
  await noteFailedSignIn(sql, email, failures?.count ?? 0)
}

const askingKey = (address: string) => `help:${address}`

export async function isAskedTooOften(sql: Sql, address: string): Promise<boolean> {
  const [asked] = await sql<{ count: number }[]>`
    select count(*)::int from sign_in_failures
    where key = ${askingKey(address)} and failed_at > now() - interval '15 minutes'`
  return (asked?.count ?? 0) >= ASKING_PER_ADDRESS
}

export async function noteAsking(sql: Sql, address: string): Promise<void> {
  await note(sql, [askingKey(address)])
}

async function note(sql: Sql, keys: string[]): Promise<void> {
  await sql`insert into sign_in_failures (key) select unnest(${keys}::text[])`
  await sql`delete from sign_in_failures where failed_at < now() - interval '1 day'`
}
