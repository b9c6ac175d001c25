import { ORDERS_CHANNEL } from '../../db/channels.ts'
import type { Sql } from '../../db/client.ts'
import { failpoint } from '../../db/failpoint.ts'
import { afterTry, type CallbackAnswer } from '../../domain/callbacks.ts'
import type { SecretOpener } from '../../intake/directory.ts'
import { keyOfSecret, sign } from '../../intake/signature.ts'
import type { Log } from '../log.ts'
import type { OwnServer } from '../outbox/addresses.ts'
import { bodyOf } from './body.ts'
import type { Due } from './claim.ts'
import { post } from './post.ts'

export interface DeliverDeps {
  sql: Sql
  secrets: SecretOpener
  log: Log
  /** Where no callback goes. */
  own: readonly OwnServer[]
  now: () => Date
  timeoutMs: number
}

/** Sends one callback and notes what came of it. */
export async function deliver(deps: DeliverDeps, due: Due, stopping: AbortSignal): Promise<void> {
  const { sql, log, now } = deps
  const start = performance.now()
  failpoint('callback:before', due.number)
  const answer = await send(deps, due, stopping)
  failpoint('callback:sent', due.number)
  // Told to stop in the middle: nobody knows whether it arrived. It is sent again, with the same id.
  if (stopping.aborted && answer.status === null) return release(sql, due)
  const ms = Math.round(performance.now() - start)
  const after = afterTry({ tries: due.tryOfRound, firstTryAt: due.firstTryAt }, answer, now(), Math.random())
  await note(sql, due, answer, ms, after, now())
  failpoint('callback:noted', due.number)
  const details = {
    order: due.number,
    source: due.source,
    status: answer.status,
    trouble: answer.trouble,
    ms,
  }
  if (after.is === 'delivered') log.info(details, 'a callback was delivered')
  else log.warn({ ...details, try: due.try, next: after.is }, 'a callback did not arrive')
}

async function send({ secrets, own, now, timeoutMs, log }: DeliverDeps, due: Due, stopping: AbortSignal) {
  const keys = due.secrets.flatMap((sealed) => keyOf(sealed, secrets, due, log))
  if (keys.length === 0) return { status: null, trouble: 'not_set_up' } satisfies CallbackAnswer
  const message = {
    id: `msg_${due.webhookId}`,
    timestamp: String(Math.floor(now().getTime() / 1_000)),
    body: Buffer.from(JSON.stringify(bodyOf(due.content))),
  }
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Kickstand',
    'webhook-id': message.id,
    'webhook-timestamp': message.timestamp,
    // While a secret is rotated, both sign.
    'webhook-signature': keys.map((key) => sign(key, message)).join(' '),
  }
  return post({ url: due.url, headers, body: message.body, timeoutMs, own, stopping })
}

function keyOf(sealed: string, secrets: SecretOpener, { source }: Due, log: Log): Buffer[] {
  try {
    return [keyOfSecret(secrets.open(sealed))]
  } catch (error) {
    log.error({ source, error: String(error) }, 'A secret of this source can not be opened')
    return []
  }
}

async function note(
  sql: Sql,
  { orderId, seq, try: number }: Due,
  { status, trouble }: CallbackAnswer,
  ms: number,
  after: ReturnType<typeof afterTry>,
  now: Date,
): Promise<void> {
  const state = after.is === 'again' ? 'waiting' : after.is
  const due = after.is === 'again' ? after.at : now
  await sql`
    with tried as (
      update callback_tries set http_status = ${status}, trouble = ${trouble}, ms = ${ms}
      where order_id = ${orderId} and seq = ${seq} and number = ${number}
    ), noted as (
      update callbacks set status = ${state}, lease_until = null, ended_at = ${state === 'waiting' ? null : now},
        next_try_at = ${due}
      where order_id = ${orderId} and seq = ${seq} and status = 'waiting' and tries = ${number}
    ), behind as (
      update callbacks set next_try_at = case when ${after.is === 'again'} then greatest(next_try_at, ${due}) else ${now} end
      where order_id = ${orderId} and seq > ${seq} and status = 'waiting'
    )
    select pg_notify(${ORDERS_CHANNEL}, ${String(orderId)})`
}

async function release(sql: Sql, { orderId, seq, try: number }: Due): Promise<void> {
  await sql`
    update callbacks set lease_until = null
    where order_id = ${orderId} and seq = ${seq} and status = 'waiting' and tries = ${number}`
}
