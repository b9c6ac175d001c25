import type { Queryable } from '../../db/client.ts'
import { orderColumns } from '../../db/order-columns.ts'
import { type OrderJson, type OrderRow, orderJson } from '../../domain/order-object.ts'

/** Undefined until the order has its first status. */
export async function findOrder(
  sql: Queryable,
  source: string,
  number: string,
): Promise<OrderJson | undefined> {
  const [row] = await sql<OrderRow[]>`
    select ${orderColumns(sql)} from orders o where o.source = ${source} and o.number = ${number}`
  return row && orderJson(row)
}
