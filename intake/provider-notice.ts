import { WORK_CHANNEL } from '../db/channels.ts'
import type { Sql } from '../db/client.ts'

/** What a payment provider sends by itself: only that something happened to a payment; how it stands is looked up. */
export interface ProviderNotice {
  id: string
  type: string
  at: Date
  /** The payment that it is about; null: none of an order. */
  reference: string | null
}

/** An account as its notices are read: the secrets are sealed. */
export interface NoticeAccount {
  id: string
  provider: string
  apiKey: string
  webhookSecret: string
  baseUrl: string | null
}

/** Signed, and yet nothing that can be read. */
export class UnreadableNotice extends Error {
  override name = 'UnreadableNotice'
}

/** Null: the signature does not fit. @throws UnreadableNotice */
export type NoticeReader = (
  account: NoticeAccount,
  body: string,
  signature: string,
) => Promise<ProviderNotice | null>

/** One that is deactivated, too: what its orders still need goes on. */
export async function findNoticeAccount(sql: Sql, id: string): Promise<NoticeAccount | null> {
  const [account] = await sql<NoticeAccount[]>`
    select id, provider, api_key, webhook_secret, base_url from payment_accounts
    where id = ${id}`
  return account ?? null
}

/**
 * Keeps a notice and writes it into the inbox of the orders that the payment is of: each once, however often it comes,
 * and in whatever order. @returns false: it was known
 */
export async function keepNotice(sql: Sql, account: string, notice: ProviderNotice): Promise<boolean> {
  const { id, type, at, reference } = notice
  const kept = await sql`
    with kept as (
      insert into provider_notices (account, id, type, reference, at)
      values (${account}, ${id}, ${type}, ${reference}, ${at})
      on conflict do nothing returning id
    ), told as (
      insert into happenings (order_id, id, type, payload, actor_kind)
      select o.id, 'notice:' || kept.id, 'paymentNotice', jsonb_build_object('noticeId', kept.id, 'type', ${type}::text), 'system'
      from kept join orders o on o.payment_reference = ${reference} and o.money ->> 'account' = ${account}
      on conflict do nothing
    )
    select pg_notify(${WORK_CHANNEL}, '') from kept`
  return kept.length > 0
}

/** A provider sends its notices again for days, not for months. */
const KEPT_DAYS = 90
const DELETE_AT_ONCE = 1_000

/** Forgets notices that nobody needs any more, some at a time. */
export async function cleanProviderNotices(sql: Sql): Promise<void> {
  await sql`
    delete from provider_notices where (account, id) in (
      select account, id from provider_notices where received_at < now() - make_interval(days => ${KEPT_DAYS})
      order by received_at limit ${DELETE_AT_ONCE} for update skip locked
    )`
}
