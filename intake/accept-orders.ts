import type { Tx } from '../db/client.ts'

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

export interface Accepted {
  number: string
  /** The number was known already, from before or from earlier in the same batch. */
  duplicate: boolean
}

/** Whoever starts workflows listens here; a lost notice only waits for the sweep's next round. */
export const WORK_CHANNEL = 'kickstand_work'

/**
 * Puts orders into the inbox, where they survive any crash once `tx` commits. A known number changes nothing; other
 * content under it is kept and becomes a happening of that order, and so does the same content where the order could
 * not be read then and can be now (its store was missing). Two statements at most, however many orders.
 * @returns one answer an order, in the order given
 */
export async function acceptOrders(
  tx: Tx,
  source: string,
  orders: readonly InboxOrder[],
): Promise<Accepted[]> {
  if (orders.length === 0) return []
  const placed = await placeNew(tx, source, firstOfEachNumber(orders))
  const answers = orders.map(({ number }) => ({ number, duplicate: !placed.delete(number) }))
  const repeated = orders.filter((_, index) => answers[index]?.duplicate)
  if (repeated.length > 0) await keepOtherContent(tx, source, repeated)
  return answers
}

/** Sorted, so that two batches with the same numbers wait for each other and never in a circle. */
function firstOfEachNumber(orders: readonly InboxOrder[]): InboxOrder[] {
  const first = new Map<string, InboxOrder>()
  for (const order of orders) if (!first.has(order.number)) first.set(order.number, order)
  return [...first.values()].sort((a, b) => (a.number < b.number ? -1 : 1))
}

/** An order whose cancellation came first has its row already, without content: that one is new, too. */
async function placeNew(tx: Tx, source: string, orders: InboxOrder[]): Promise<Set<string>> {
  const [row] = await tx<{ numbers: string[] }[]>`
    with placed as (
      insert into web_orders (source, number, raw, digest)
      select ${source}, number, raw, digest
      from jsonb_to_recordset(${tx.json(orders.map(columnsOf))}) as item (number text, raw text, digest text)
      on conflict (source, number) do update
        set raw = excluded.raw, digest = excluded.digest, received_at = now()
        where web_orders.raw is null
      returning number
    )
    select coalesce(array_agg(number), '{}') as numbers, pg_notify(${WORK_CHANNEL}, '') from placed`
  return new Set(row?.numbers)
}

async function keepOtherContent(tx: Tx, source: string, orders: InboxOrder[]): Promise<void> {
  await tx`
    with other as (
      insert into web_order_versions (order_id, digest, raw)
      select w.id, item.digest, item.raw
      from jsonb_to_recordset(${tx.json(orders.map(columnsOf))}) as item (number text, raw text, digest text, is_readable boolean)
      join web_orders w on w.source = ${source} and w.number = item.number
      where w.digest <> item.digest or (item.is_readable
        and exists (select from orders o where o.id = w.id and o.status = 'sale_processing_failed'))
      order by w.id, item.digest
      on conflict do nothing
      returning order_id, digest
    )
    insert into happenings (order_id, id, type, payload, actor_kind)
    select order_id, 'content:' || left(digest, 16), 'contentChanged', jsonb_build_object('digest', digest), 'website'
    from other
    on conflict do nothing`
}

const columnsOf = ({ number, raw, digest, isReadable }: InboxOrder) => ({
  number,
  raw,
  digest,
  is_readable: isReadable,
})
