import type { Queryable } from '../../db/client.ts'
import type { BooksShown, DifferingOrder } from '../../views/money/money.ts'
import type { Span } from './entries.ts'

export const DIFFERING_SHOWN = 50

interface Books {
  books: BooksShown[]
  /** The orders whose books do not add up. */
  differing: DifferingOrder[]
}

/**
 * What was sold and came back held against what was taken and given back, over the whole life of each order whose own
 * money moved that day. An order whose money is still on its way is left out: nobody knows its books yet.
 */
export async function loadBooks(sql: Queryable, { day, timeZone, store }: Span): Promise<Books> {
  const [told] = await sql<Books[]>`
    with moved as (
      select distinct order_id from payments
      where at >= (${day}::date::timestamp at time zone ${timeZone})
        and at < ((${day}::date + 1)::timestamp at time zone ${timeZone}) and merchant_account is not null
      union
      select r.order_id from exchange_payments p join sales s on s.number = p.sale_number
        join returns r on r.id = s.return_id
      where p.at >= (${day}::date::timestamp at time zone ${timeZone})
        and p.at < ((${day}::date + 1)::timestamp at time zone ${timeZone})
    ), one as (
      select o.source, o.number, o.currency,
        coalesce((select s.total from sales s where s.order_id = o.id and s.status <> 'void'), 0) + out.sold as sold,
        coalesce((select sum(given_back) from returns where order_id = o.id), 0)::bigint as returned,
        paid.taken + out.taken as taken, paid.given_back
      from moved
        -- Read one by one: the day is small, and all orders' money is not.
        cross join lateral (select * from orders where id = moved.order_id offset 0) o
        cross join lateral (
          select coalesce(sum(p.amount) filter (where p.kind <> 'refund'), 0)::bigint as taken,
            coalesce(sum(p.amount) filter (where p.kind = 'refund'), 0)::bigint as given_back
          from payments p where p.order_id = o.id and p.taken_back_at is null
        ) paid
        -- What went out for goods that came back is a sale of its own, paid by these and at the till.
        cross join lateral (
          select coalesce(sum(s.total), 0)::bigint as sold,
            coalesce(sum((select sum(amount) from exchange_payments where sale_number = s.number)), 0)::bigint as taken
          from returns r join sales s on s.return_id = r.id and s.status = 'finished'
          -- Until the order's books have what was set off, it stands on neither side.
          where r.order_id = o.id and (r.set_off = 0 or r.set_off_at is not null)
        ) out
      where ${store === null ? sql`true` : sql`o.store = ${store}`}
        and o.money ->> 'state' in ('captured', 'released')
        and not exists (select from effects e where e.order_id = o.id and e.status = 'open'
          and e.kind in ('capture', 'release', 'refund'))
    ), off as (
      select * from one where sold - returned <> taken - given_back
      order by source, number limit ${DIFFERING_SHOWN}
    )
    select
      (select coalesce(json_agg(b order by b.currency), '[]') from (
        select currency, count(*)::int as orders, sum(sold)::bigint as sold, sum(returned)::bigint as returned,
          sum(taken)::bigint as taken, sum(given_back)::bigint as "givenBack"
        from one group by currency) b) as books,
      (select coalesce(json_agg(json_build_object('source', source, 'number', number, 'currency', currency,
        'sold', sold, 'returned', returned, 'taken', taken, 'givenBack', given_back)), '[]') from off) as differing`
  return told ?? { books: [], differing: [] }
}
