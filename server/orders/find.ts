import type { Sql } from '../../db/client.ts'
import type { Fulfilment, Status } from '../../domain/status.ts'

export interface FoundOrder {
  id: number
  source: string
  number: string
  status: Status
  fulfilment: Fulfilment | null
  store: string | null
  /** Of its store, IANA; UTC where it has none yet. */
  timeZone: string
  version: number
  saleNumber: string | null
}

/** Null: no such order, or none with a status yet. */
export async function findOrder(sql: Sql, source: string, number: string): Promise<FoundOrder | null> {
  const [order] = await sql<FoundOrder[]>`
    select id, source, number, status, fulfilment, store, version, sale_number,
      coalesce((select time_zone from stores where code = store), 'UTC') as time_zone
    from orders where source = ${source} and number = ${number}`
  return order ?? null
}
