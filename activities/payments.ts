import { randomUUID } from 'node:crypto'
import { type PaymentProvider, PaymentRefused, type PaymentSeen } from '../connectors/payment-provider.ts'
import { stripeProvider } from '../connectors/stripe/provider.ts'
import type { Sql } from '../db/client.ts'
import { failpoint } from '../db/failpoint.ts'
import { isTransient } from '../db/transient.ts'
import type { MoneyEffect } from '../domain/payment.ts'
import type { SecretOpener } from '../intake/directory.ts'
import type { CarryOutInput } from './effects.ts'
import type { Log } from './log.ts'
import { orderName } from './order-name.ts'
import type { Desk, HappeningRef, RecordInput } from './record/types.ts'
import { errorSubject, noteError } from './stuck/note-error.ts'

/** With the workflow's pauses, half an hour; then somebody is told. */
const ATTEMPTS_MAX = 12
/** Renewed while somebody is at it: a worker that died is waited for no longer than this. */
const LEASE_SECONDS = 15
const ALIVE_EVERY_MS = 4_000

export interface MoneyDeps {
  sql: Sql
  log: Log
  /** Absent: no account can be opened, and nothing is asked. */
  secrets?: SecretOpener | undefined
  /** Tells the engine that somebody is still at it. */
  heartbeat?: () => void
}

interface Claimed {
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

type Outcome = Pick<HappeningRef, 'type' | 'payload'> & { end: string }
type Record = (input: RecordInput) => Promise<Desk>

/**
 * Asks the payment provider for one thing, once, and writes down what came of it. Claimed with a lease, named by a key
 * that stays the same; whatever fails is looked up before it is tried again.
 * @returns the order's present desk
 */
export function createSettleMoney(deps: MoneyDeps, record: Record) {
  const { sql } = deps
  return async function settleMoney({ orderId, key, kind, at }: CarryOutInput): Promise<Desk> {
    if (kind === 'receipt') throw new Error(`${key} is paper`)
    const tell = ({ end, type, payload }: Outcome) =>
      record({
        orderId,
        at,
        happening: { id: `${key}:${end}`, type, payload: { effectKey: key, ...payload } },
      })
    const claimed = await claim(sql, key, new Date(at))
    if (claimed === 'ended') return record({ orderId, at, happening: { id: 'wake' } })
    const letGo = holdOn(deps, key)
    try {
      const outcome = await ask(deps, key, kind, claimed)
      failpoint('money:asked', key)
      return await tell(outcome)
    } catch (error) {
      return tell(await afterFailure(deps, orderId, key, claimed, error))
    } finally {
      letGo()
    }
  }
}

/** Keeps the claim while somebody is at it. @returns to be called once it is over */
function holdOn({ sql, log, heartbeat }: MoneyDeps, key: string): () => void {
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

/** @throws while somebody else is at it, it is not to be done yet, or an undo of it waits to be recorded */
async function claim(sql: Sql, key: string, at: Date): Promise<Claimed | 'ended'> {
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

async function ask(deps: MoneyDeps, key: string, kind: MoneyEffect, claimed: Claimed): Promise<Outcome> {
  const provider = providerOf(deps, claimed)
  const { reference, currency, round } = claimed
  const wish = { reference, currency, key, attempt: round }
  switch (kind) {
    case 'capture':
      return decided('declined', 'captureDeclined', async () => {
        // What was seen on arrival is not asked for again: a request less for each order.
        if (!claimed.isSeen) sameCurrency(await provider.lookUp(reference), currency)
        return captured(await provider.capture({ ...wish, amount: claimed.amount ?? 0 }))
      })
    case 'release':
      return released(provider, wish)
    case 'refund':
      return decided('failed', 'refundFailed', async () => {
        // An earlier try may have done it and died before it could say so.
        const made = claimed.wasStarted ? await provider.findRefund(wish) : null
        const refund = made ?? (await provider.refund({ ...wish, amount: claimed.amount ?? 0 }))
        if (refund.state === 'failed') throw new PaymentRefused('refund_failed')
        return { end: 'done', type: 'refunded', payload: { amount: refund.amount } }
      })
    case 'lookUp':
      return decided('declined', 'captureDeclined', async () =>
        seen(sameCurrency(await provider.lookUp(reference), currency)),
      )
  }
}

/** @throws PaymentRefused where another currency is held than the order's: its amount would say something else */
function sameCurrency(told: PaymentSeen, currency: string): PaymentSeen {
  if (told.currency !== currency) throw new PaymentRefused('other_currency')
  return told
}

/** Where it was taken meanwhile, the provider's word on how it stands decides. */
async function released(
  provider: PaymentProvider,
  wish: Parameters<PaymentProvider['release']>[0],
): Promise<Outcome> {
  try {
    await provider.release(wish)
    return { end: 'done', type: 'released', payload: {} }
  } catch (error) {
    if (!(error instanceof PaymentRefused)) throw error
    return seen(await provider.lookUp(wish.reference))
  }
}

async function decided(
  end: string,
  type: 'captureDeclined' | 'refundFailed',
  deed: () => Promise<Outcome>,
): Promise<Outcome> {
  try {
    return await deed()
  } catch (error) {
    if (!(error instanceof PaymentRefused)) throw error
    return { end, type, payload: { code: error.code } }
  }
}

function captured({ captured: amount, cardType, fee }: PaymentSeen): Outcome {
  return { end: 'done', type: 'captured', payload: { amount, ...known({ cardType, fee }) } }
}

function seen({
  state,
  amount,
  captured: taken,
  refunded,
  captureBefore,
  cardType,
  fee,
  disputes,
}: PaymentSeen): Outcome {
  const told = disputes.map((dispute) => ({
    ...dispute,
    evidenceBy: dispute.evidenceBy?.toISOString() ?? null,
  }))
  const more = known({ captureBefore: captureBefore?.toISOString() ?? null, cardType, fee })
  const payload = {
    state,
    ...(amount > 0 && { amount }),
    captured: taken,
    refunded,
    ...more,
    ...(told.length > 0 && { disputes: JSON.stringify(told) }),
  }
  return { end: 'seen', type: 'paymentSeen', payload }
}

const known = (values: { [name: string]: string | number | null }) =>
  Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string | number] => entry[1] !== null),
  )

function providerOf({ secrets }: MoneyDeps, { apiKey, webhookSecret, baseUrl }: Claimed): PaymentProvider {
  if (!secrets) throw new Error('no secrets can be opened here')
  return stripeProvider({
    apiKey: secrets.open(apiKey),
    webhookSecret: secrets.open(webhookSecret),
    baseUrl: baseUrl ?? undefined,
  })
}

/** Tried again by the workflow, until it was often enough; then staff look it up. @throws to be tried again */
async function afterFailure(
  { sql, log }: MoneyDeps,
  orderId: number,
  key: string,
  { attempts, round }: Claimed,
  error: unknown,
): Promise<Outcome> {
  const errorId = randomUUID()
  const isAnswered = error instanceof Error && 'statusCode' in error && Number(error.statusCode) >= 500
  const tried = isTransient(error) ? attempts : attempts + 1
  // A provider repeats its failure to the same key; one that never answered may still be at it.
  await sql`
    update effects set attempts = ${tried}, round = ${isAnswered ? round + 1 : round}, lease_until = null
    where key = ${key} and status = 'open'`
  log.error(
    { err: error, ...(await orderName(sql, orderId)), effect: key, attempts: tried, errorId },
    'the payment provider could not be asked',
  )
  await noteError(sql, errorSubject.effect(key), errorId, error)
  if (tried < ATTEMPTS_MAX) throw error
  return { end: 'unknown', type: 'moneyUnknown', payload: { errorId } }
}
