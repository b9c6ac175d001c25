import type { Sql } from '../../db/client.ts'
import type { AccountShown } from '../../views/settings/payments.ts'

const ACCOUNTS_SHOWN = 100
const SOURCES_NAMED = 20

/** Every account, or one; those in use first. */
export async function loadAccounts(sql: Sql, id: string | null = null): Promise<AccountShown[]> {
  const accounts = await sql<
    (Omit<AccountShown, 'lastNotice'> & { lastNotice: { type: string; at: string } | null })[]
  >`
    select a.id, a.provider, a.merchant_account, a.webhook_secret_at is not null as has_webhook_secret,
      a.deactivated_at, a.unsigned_at,
      array(select s.id from sources s where s.payment_account = a.id order by s.id limit ${SOURCES_NAMED}) as sources,
      (select json_build_object('type', n.type, 'at', n.received_at) from provider_notices n
        where n.account = a.id order by n.received_at desc limit 1) as last_notice
    from payment_accounts a
    where ${id === null ? sql`true` : sql`a.id = ${id}`}
    order by a.deactivated_at is not null, a.id limit ${ACCOUNTS_SHOWN}`
  return accounts.map(({ lastNotice, ...account }) => ({
    ...account,
    lastNotice: lastNotice && { ...lastNotice, at: new Date(lastNotice.at) },
  }))
}

export interface SourcePayment {
  account: string
  paymentType: string
}

/** Null: no such source. */
export async function loadSourcePayment(sql: Sql, source: string): Promise<SourcePayment | null> {
  const [found] = await sql<SourcePayment[]>`
    select coalesce(payment_account, '') as account, payment_type from sources where id = ${source}`
  return found ?? null
}
