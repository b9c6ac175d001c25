import type { Tx } from '../db/client.ts'

export type Units = readonly (readonly [productId: number, units: number])[]

/** Units to the shelf or, where they are less than none, off it; never below zero (CHECK). */
export async function toShelf(
  tx: Tx,
  { orderId, store, happeningId }: { orderId: number; store: string; happeningId: string },
  units: Units,
): Promise<void> {
  const products = units.map(([product]) => product)
  const counts = units.map(([, count]) => count)
  await tx`
    insert into stock_levels (store, product_id) select ${store}, product_id
    from unnest(${products}::bigint[]) product_id order by product_id
    on conflict do nothing`
  await tx`
    select from stock_levels where store = ${store} and product_id = any(${products}::bigint[])
    order by product_id for update`
  await tx`
    with came as (
      select * from unnest(${products}::bigint[], ${counts}::int[]) as came (product_id, quantity)
    ), movement as (
      insert into stock_movements (store, product_id, kind, quantity, order_id, happening_id)
      select ${store}, product_id, 'returned', quantity, ${orderId}, ${happeningId} from came
    )
    update stock_levels set on_hand = stock_levels.on_hand + came.quantity, updated_at = now()
    from came where stock_levels.store = ${store} and stock_levels.product_id = came.product_id`
}

export interface BinStep {
  returnId: number
  store: string
  happeningId: string
  kind: 'came' | 'corrected' | 'written_off' | 'made_sellable'
  reason?: string
  userId?: string
}

/** Units into the bin of defective goods or, where they are less than none, out of it; never below zero (CHECK). */
export async function toBin(
  tx: Tx,
  { returnId, store, happeningId, kind, reason = '', userId = '' }: BinStep,
  units: Units,
): Promise<void> {
  const products = units.map(([product]) => product)
  const counts = units.map(([, count]) => count)
  await tx`
    insert into defective_stock (store, product_id) select ${store}, product_id
    from unnest(${products}::bigint[]) product_id order by product_id
    on conflict do nothing`
  await tx`
    with came as (
      select * from unnest(${products}::bigint[], ${counts}::int[]) as came (product_id, quantity)
    ), movement as (
      insert into defective_movements (store, product_id, kind, quantity, return_id, happening_id, reason, user_id)
      select ${store}, product_id, ${kind}, quantity, ${returnId}, ${happeningId}, ${reason || null}, ${userId || null}
      from came
    )
    update defective_stock set on_hand = defective_stock.on_hand + came.quantity
    from came where defective_stock.store = ${store} and defective_stock.product_id = came.product_id`
}
