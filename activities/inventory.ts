import type { Queryable, Tx } from '../db/client.ts'
import type { Level } from '../domain/stock.ts'

export interface StockStep {
  orderId: number
  happeningId: string
  store: string
  /** Units for each product. */
  units: ReadonlyMap<number, number>
}

export type LockLevels = (tx: Tx, store: string, productIds: readonly number[]) => Promise<Level[]>

/**
 * The levels of these products, held until the transaction ends. In product order, so that opposite orders of the
 * same products wait for each other instead of for ever; a product without a row has none.
 */
export const lockLevels: LockLevels = async (tx, store, productIds) =>
  tx<Level[]>`
    select product_id, on_hand, allocated from stock_levels
    where store = ${store} and product_id = any(${[...productIds]}::bigint[])
    order by product_id
    for update`

/** Takes what was allocated off the shelf count, once for each happening. */
export async function deduct(tx: Tx, step: StockStep): Promise<void> {
  await move(tx, step, 'sold', -1)
}

/** Puts units back on the shelf, once for each happening. */
export async function restock(tx: Tx, step: StockStep): Promise<void> {
  await lockLevels(tx, step.store, [...step.units.keys()])
  await move(tx, step, 'restocked', 1)
}

async function move(tx: Queryable, step: StockStep, kind: 'sold' | 'restocked', sign: 1 | -1): Promise<void> {
  const products = [...step.units.keys()]
  if (products.length === 0) return
  const changes = [...step.units.values()].map((units) => units * sign)
  const moved = await tx`
    with change as (
      select * from unnest(${products}::bigint[], ${changes}::int[]) as change (product_id, quantity)
    ), level as (
      update stock_levels set on_hand = on_hand + change.quantity, updated_at = now()
      from change where store = ${step.store} and stock_levels.product_id = change.product_id
      returning stock_levels.product_id
    )
    insert into stock_movements (store, product_id, kind, quantity, order_id, happening_id)
    select ${step.store}, change.product_id, ${kind}, change.quantity, ${step.orderId}, ${step.happeningId}
    from change join level using (product_id)
    returning product_id`
  if (moved.length !== products.length) {
    throw new Error(
      `order ${step.orderId}: ${products.length - moved.length} products have no level in ${step.store}`,
    )
  }
}
