import type { Sql } from '../db/client.ts'

/** As logs name an order: its source and number, as far as the database says them now; its row's id besides. */
export interface OrderName {
  orderId: number
  source?: string
  order?: string
}

/** For a line of the log about what went wrong, so it does not fail itself. */
export async function orderName(sql: Sql, orderId: number): Promise<OrderName> {
  try {
    const [row] = await sql<{ source: string; number: string }[]>`
      select source, number from web_orders where id = ${orderId}`
    return row ? { orderId, source: row.source, order: row.number } : { orderId }
  } catch {
    return { orderId }
  }
}
