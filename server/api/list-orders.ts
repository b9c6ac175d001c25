import type { Sql } from '../../db/client.ts'
import { orderColumns } from '../../db/order-columns.ts'
import { type OrderJson, type OrderRow, orderJson } from '../../domain/order-object.ts'
import { changeHorizon } from './change-horizon.ts'
import { cursorText, type ListQuery, ORDERS_DEFAULT } from './query.ts'

export interface OrderList {
  orders: OrderJson[]
  /** Behind the last order given, to go on from there at any later time; null: nothing came. */
  nextCursor: string | null
}

/**
 * A source's orders in the order of change. Only changes older than every transaction still under way are given:
 * one that commits late would else stand before a cursor that was handed out already, and be skipped for ever.
 */
export async function listOrders(sql: Sql, source: string, query: ListQuery): Promise<OrderList> {
  const { status = null, updatedSince = null, cursor = null, limit = ORDERS_DEFAULT } = query
  const [afterChange, afterId] = cursor ?? ['0', 0]
  const horizon = await changeHorizon(sql)
  const rows = await sql<OrderRow[]>`
    select ${orderColumns(sql)} from orders o
    where o.source = ${source}
      and (o.changed_xid, o.id) > (${afterChange}::text::xid8, ${afterId}::bigint)
      and o.changed_xid < ${horizon}::text::xid8
      and (${status}::text is null or o.status = ${status})
      and (${updatedSince}::timestamptz is null or o.updated_at >= ${updatedSince})
    order by o.changed_xid, o.id
    limit ${limit}`
  const last = rows.at(-1)
  return {
    orders: rows.map(orderJson),
    nextCursor: last ? cursorText([last.change, last.id]) : null,
  }
}
