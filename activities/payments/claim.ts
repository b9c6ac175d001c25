import type { Sql } from '../../db/client.ts'
import type { Log } from '../log.ts'

/** Renewed while somebody is at it: a worker that died is waited for no longer than this. */
const LEASE_SECONDS = 15
const ALIVE_EVERY_MS = 4_000

/** An effect of an order's money with what its account needs to be asked; secrets sealed, amounts in minor units. */
export interface Claimed {
  reference: string
  currency: string
  amount: number | null
  attempts: number
  /** Somebody had begun it before. */
  wasStarted: boolean
  round: number
  /** The provider has told of it, in the order's currency. */
  isSeen: boolean
  apiKey: string
  webhookSecret: string
  baseUrl: string | null
}

/** @throws while somebody else is at it, it is not to be done yet, or an undo of it waits to be recorded */
export async function claim(sql: Sql, key: string, at: Date): Promise<Claimed | 'ended'> {
  const [claimed] = await sql<Claimed[]>`
    update effects e set lease_until = now() + make_interval(secs => ${LEASE_SECONDS}),
      started_at = coalesce(e.started_at, now())
    from orders o, payment_accounts a, (select started_at from effects where key = ${key}) before
    where e.key = ${key} and e.status = 'open' and (e.lease_until is null or e.lease_until < now())
      and (e.not_before is null or e.not_before <= ${at}) and o.id = e.order_id and a.id = o.money ->> 'account'
      and not exists (select from happenings h
        where h.order_id = e.order_id and h.type = 'undo' and h.status = 'waiting')
    returning o.payment_reference as reference, o.currency, e.amount, e.attempts, e.round,
      before.started_at is not null as was_started, a.api_key, a.webhook_secret,
      a.base_url, coalesce(o.money ->> 'trouble', '') <> 'other_currency' and exists (
        select from effects l where l.order_id = o.id and l.kind = 'lookUp' and l.status = 'done') as is_seen`
  if (claimed) return claimed
  const [effect] = await sql<{ status: string }[]>`select status from effects where key = ${key}`
  if (effect?.status !== 'open') return 'ended'
  throw new Error(`effect ${key} can not be carried out yet`)
}

interface Hold {
  sql: Sql
  log: Log
  /** Tells the engine that somebody is still at it. */
  heartbeat?: () => void
}

/** Keeps the claim while somebody is at it. @returns to be called once it is over */
export function holdOn({ sql, log, heartbeat }: Hold, key: string): () => void {
  const timer = setInterval(() => {
    heartbeat?.()
    sql`
      update effects set lease_until = now() + make_interval(secs => ${LEASE_SECONDS})
      where key = ${key} and status = 'open'`.catch((error: unknown) =>
      log.warn({ err: error, effect: key }, 'the lease of an effect could not be renewed'),
    )
  }, ALIVE_EVERY_MS)
  return () => clearInterval(timer)
}

/** Whoever is next needn't wait for the lease to end. */
export async function letGo(sql: Sql, key: string): Promise<void> {
  await sql`update effects set lease_until = null where key = ${key} and status = 'open'`
}
