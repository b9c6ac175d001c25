import type { Queryable } from '../db/client.ts'

/** An order as it goes into the inbox. */
export interface InboxOrder {
  number: string
  /** The JSON text as it was sent. */
  raw: string
  /** contentDigest of it. */
  digest: string
  /** It can be read as things stand: the same content may mend an order that could not be read before. */
  isReadable: boolean
}

/** What somebody brings in with a file lets the orders go first that the source sends meanwhile. */
export type OrdersFrom = 'website' | 'file'

/**
 * Two CTEs, for the front of a statement. `item`: the orders with their place, and whether theirs is the first of its
 * number. `placed`: the numbers that went into the inbox; one whose cancellation came first has its row already,
 * without content, and counts as new, too. Sorted, so that two batches with the same numbers wait for each other and
 * never in a circle.
 */
export const placing = (
  sql: Queryable,
  source: string,
  orders: readonly InboxOrder[],
  from: OrdersFrom = 'website',
) => sql`
  item as (
    select place, number, raw, digest, row_number() over (partition by number order by place) = 1 as is_first
    from jsonb_to_recordset(${sql.json(orders.map(columnsOf))})
      as item (place integer, number text, raw text, digest text)
  ), placed as (
    insert into web_orders (source, number, raw, digest, is_imported)
    select ${source}, number, raw, digest, ${from === 'file'} from item where is_first order by number
    on conflict (source, number) do update
      set raw = excluded.raw, digest = excluded.digest, is_imported = excluded.is_imported, received_at = now()
      where web_orders.raw is null
    returning number
  )`

/**
 * Keeps other content that came under a known number and tells the order of it, and so with the same content where
 * the order could not be read then and can be now (its store was missing). Again and again is once. Of an order whose
 * person was erased nothing is kept any more.
 */
export async function keepOtherContent(
  sql: Queryable,
  source: string,
  orders: readonly InboxOrder[],
): Promise<void> {
  await sql`
    with other as (
      insert into web_order_versions (order_id, digest, raw)
      select w.id, item.digest, item.raw
      from jsonb_to_recordset(${sql.json(orders.map(columnsOf))})
        as item (number text, raw text, digest text, is_readable boolean)
      join web_orders w on w.source = ${source} and w.number = item.number
      where not exists (select from erased_orders e where e.order_id = w.id)
        and (w.digest <> item.digest or (item.is_readable
          and exists (select from orders o where o.id = w.id and o.status = 'sale_processing_failed')))
      order by w.id, item.digest
      on conflict do nothing
      returning order_id, digest
    )
    insert into happenings (order_id, id, type, payload, actor_kind)
    select order_id, 'content:' || left(digest, 16), 'contentChanged', jsonb_build_object('digest', digest), 'website'
    from other
    on conflict do nothing`
}

const columnsOf = ({ number, raw, digest, isReadable }: InboxOrder, place: number) => ({
  place,
  number,
  raw,
  digest,
  is_readable: isReadable,
})
