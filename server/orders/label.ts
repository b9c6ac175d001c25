import type { Sql } from '../../db/client.ts'
import type { ShelfLabel } from '../../domain/shelf-label.ts'
import { saleStatuses } from '../../domain/status.ts'
import type { OrderName } from '../../views/paths.ts'

interface LabelRow extends Pick<ShelfLabel, 'customerName' | 'location' | 'holdUntil' | 'items'> {
  number: string
  source: string
  saleNumber: string
  madeAt: Date
  store: string
  timeZone: string
}

/** What stands on the label of an order's goods; null: no such order, or none with goods to be handed over. */
export async function findLabel(sql: Sql, { source, number }: OrderName): Promise<ShelfLabel | null> {
  const [row] = await sql<LabelRow[]>`
    select o.number, o.source, o.sale_number, sales.made_at, s.name as store, s.time_zone, o.customer_name, o.location,
      o.hold_until,
      (select coalesce(sum(quantity), 0)::int from order_lines
        where order_id = o.id and kind = 'product' and matched_by is distinct from 'gift_card') as items
    from orders o join sales on sales.order_id = o.id join stores s on s.code = o.store
    where o.source = ${source} and o.number = ${number} and o.status = any(${[...saleStatuses]})`
  if (!row) return null
  const { customerName, location, holdUntil, items } = row
  return {
    order: { number: row.number, source: row.source },
    sale: { number: row.saleNumber, madeAt: row.madeAt },
    store: { name: row.store, timeZone: row.timeZone },
    customerName,
    location,
    holdUntil,
    items,
  }
}
