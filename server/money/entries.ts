import type { Queryable } from '../../db/client.ts'
import type { MoneySum } from '../../domain/money-day.ts'
import type { EntryShown } from '../../views/money/money.ts'

/** From midnight to midnight where the store is. */
export interface Span {
  day: string
  timeZone: string
  store: string | null
}

/**
 * All that befell money in a day: what was noted as paid or given back, what was reserved as an order arrived, and
 * what was let go. A store's day ends at its own midnight.
 */
function entriesOf(sql: Queryable, { day, timeZone }: Span) {
  const from = sql`(${day}::date::timestamp at time zone ${timeZone})`
  const to = sql`((${day}::date + 1)::timestamp at time zone ${timeZone})`
  return sql`
    select case
        when p.kind = 'till' then 'till'
        when p.kind = 'refund' and p.payment_type is null then 'tillRefunded'
        when p.merchant_account is null then case p.kind when 'refund' then 'channelRefunded' else 'channel' end
        when p.kind = 'refund' then 'refunded' else 'captured' end as entry,
      p.order_id, p.at, p.method, p.merchant_account as account, p.payment_type, p.card_type, p.currency, p.amount,
      coalesce(p.fee, ${feeToldLater(sql)}) as fee, p.reference, null::text as sale
    from payments p where p.at >= ${from} and p.at < ${to} and p.taken_back_at is null
    union all
    select 'till', r.order_id, p.at, p.method, null, null, null, p.currency, p.amount, null, p.reference, s.number
    from exchange_payments p join sales s on s.number = p.sale_number join returns r on r.id = s.return_id
    where p.at >= ${from} and p.at < ${to}
    union all
    select 'authorised', o.id, w.received_at, coalesce(o.payment_provider, 'other'), a.merchant_account, s.payment_type,
      o.money ->> 'cardType', o.currency, (o.money ->> 'held')::bigint, null, o.payment_reference,
      null
    from web_orders w join orders o on o.id = w.id join sources s on s.id = o.source
      left join payment_accounts a on a.id = o.money ->> 'account'
    where w.received_at >= ${from} and w.received_at < ${to} and o.money is not null
    union all
    select 'released', o.id, e.ended_at, coalesce(o.payment_provider, 'other'), a.merchant_account, s.payment_type,
      o.money ->> 'cardType', o.currency, (o.money ->> 'held')::bigint - (o.money ->> 'captured')::bigint, null,
      o.payment_reference, null
    from effects e join orders o on o.id = e.order_id join sources s on s.id = o.source
      left join payment_accounts a on a.id = o.money ->> 'account'
    where e.kind = 'release' and e.status = 'done' and e.ended_at >= ${from} and e.ended_at < ${to}
      and o.money ->> 'state' = 'released'`
}

const ofStore = (sql: Queryable, { store }: Span) =>
  store === null ? sql`` : sql`join orders o on o.id = m.order_id and o.store = ${store}`

/** A provider may tell its fee only some time after it took the money: then it stands with the order. */
const feeToldLater = (sql: Queryable) => sql`
  case when p.kind = 'ecommerce' and p.merchant_account is not null then (
    select (o.money ->> 'fee')::bigint from orders o
    where o.id = p.order_id and (o.money ->> 'captured')::bigint = p.amount) end`

export function loadSums(sql: Queryable, span: Span): Promise<MoneySum[]> {
  return sql<MoneySum[]>`
    select m.entry, m.account, m.payment_type, m.card_type, m.method, m.currency, count(*)::int as count,
      sum(m.amount)::bigint as amount, sum(m.fee)::bigint as fee
    from (${entriesOf(sql, span)}) m ${ofStore(sql, span)}
    group by m.entry, m.account, m.payment_type, m.card_type, m.method, m.currency`
}

/** The entries of a day. @param order `desc`: the latest first */
export function entriesQuery(sql: Queryable, span: Span, limit: number, order: 'asc' | 'desc') {
  const { store } = span
  return sql<EntryShown[]>`
    select m.entry, m.at, o.source, o.number, o.store, coalesce(m.sale, o.sale_number) as sale_number, m.method, m.account, m.payment_type, m.card_type,
      m.currency, m.amount, m.fee, m.reference
    from (${entriesOf(sql, span)}) m join orders o on o.id = m.order_id
    where ${store === null ? sql`true` : sql`o.store = ${store}`}
    order by m.at ${order === 'asc' ? sql`` : sql`desc`}, m.order_id, m.entry
    limit ${limit}`
}
