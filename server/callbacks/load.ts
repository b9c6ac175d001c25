import type { Sql } from '../../db/client.ts'
import type { ShownCallback, ShownTry } from '../../views/order/callbacks.ts'

const CALLBACKS_MAX = 50
const TRIES_MAX = 40

type Row = Omit<ShownCallback, 'tries'> & { tries: (Omit<ShownTry, 'at'> & { at: string })[] }

/** What the source was told of an order, newest first, each with its tries; one statement on primary keys. */
export async function loadCallbacks(sql: Sql, orderId: number): Promise<ShownCallback[]> {
  const rows = await sql<Row[]>`
    select seq, content ->> 'status' as about, status, next_try_at,
      (select coalesce(json_agg(t order by t.number), '[]') from (
        select number, at, http_status, trouble, ms from callback_tries t
        where t.order_id = c.order_id and t.seq = c.seq order by number desc limit ${TRIES_MAX}
      ) t) as tries
    from callbacks c where order_id = ${orderId}
    order by seq desc limit ${CALLBACKS_MAX}`
  return rows.map(({ tries, ...row }) => ({
    ...row,
    tries: tries.map((one) => ({ ...one, at: new Date(one.at) })),
  }))
}
