import type { Tx } from '../../db/client.ts'
import type { ReturnChange } from '../../domain/returns/decide.ts'
import { lockLevels } from '../inventory.ts'
import type { LoadedReturn } from './load.ts'

interface Came {
  productId: number
  sellable: number
  defective: number
}

/**
 * What came back: sellable units to the shelf, defective ones into their bin, each once for the happening. Only
 * stocked articles have a level.
 */
export async function shelve(
  tx: Tx,
  { id, orderId, store }: LoadedReturn,
  happeningId: string,
  goods: ReturnChange['goods'],
): Promise<void> {
  const moved = goods.filter(({ sellable, defective }) => sellable + defective > 0)
  if (moved.length === 0) return
  const came = await tx<Came[]>`
    select l.product_id, sum(came.sellable)::int as sellable, sum(came.defective)::int as defective
    from unnest(${moved.map(({ line }) => line)}::text[], ${moved.map(({ sellable }) => sellable)}::int[],
      ${moved.map(({ defective }) => defective)}::int[]) as came (line, sellable, defective)
    join order_lines l on l.order_id = ${orderId} and l.id = came.line
    join products p on p.id = l.product_id and p.kind = 'stock'
    group by l.product_id order by l.product_id`
  const sellable = came.filter((units) => units.sellable > 0)
  const defective = came.filter((units) => units.defective > 0)
  if (sellable.length > 0)
    await toShelf(tx, { orderId, store, happeningId: `return:${id}:${happeningId}` }, sellable)
  if (defective.length > 0) await toBin(tx, { returnId: id, store, happeningId }, defective)
}

async function toShelf(
  tx: Tx,
  { orderId, store, happeningId }: { orderId: number; store: string; happeningId: string },
  units: readonly Came[],
): Promise<void> {
  const products = units.map(({ productId }) => productId)
  const counts = units.map(({ sellable }) => sellable)
  await lockLevels(tx, store, products)
  await tx`
    with came as (
      select * from unnest(${products}::bigint[], ${counts}::int[]) as came (product_id, quantity)
    ), movement as (
      insert into stock_movements (store, product_id, kind, quantity, order_id, happening_id)
      select ${store}, product_id, 'returned', quantity, ${orderId}, ${happeningId} from came
    )
    insert into stock_levels (store, product_id, on_hand)
    select ${store}, product_id, quantity from came order by product_id
    on conflict (store, product_id)
      do update set on_hand = stock_levels.on_hand + excluded.on_hand, updated_at = now()`
}

async function toBin(
  tx: Tx,
  { returnId, store, happeningId }: { returnId: number; store: string; happeningId: string },
  units: readonly Came[],
): Promise<void> {
  await tx`
    with came as (
      select * from unnest(${units.map(({ productId }) => productId)}::bigint[],
        ${units.map(({ defective }) => defective)}::int[]) as came (product_id, quantity)
    ), movement as (
      insert into defective_movements (store, product_id, quantity, return_id, happening_id)
      select ${store}, product_id, quantity, ${returnId}, ${happeningId} from came
    )
    insert into defective_stock (store, product_id, on_hand)
    select ${store}, product_id, quantity from came order by product_id
    on conflict (store, product_id) do update set on_hand = defective_stock.on_hand + excluded.on_hand`
}
