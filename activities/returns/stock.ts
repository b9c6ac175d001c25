import type { Tx } from '../../db/client.ts'
import type { ReturnChange } from '../../domain/returns/decide.ts'
import type { ReturnHappening } from '../../domain/returns/happening.ts'
import { lockLevels } from '../inventory.ts'
import { movedBy } from './exchange.ts'
import type { LoadedReturn } from './load.ts'

interface Came {
  productId: number
  sellable: number
  defective: number
}

/**
 * What came back: sellable units to the shelf, defective ones into their bin, each once for the happening; less than
 * none where a disposition is corrected. Only stocked articles have a level.
 */
export async function shelve(
  tx: Tx,
  loaded: LoadedReturn,
  { id: happeningId, type }: Pick<ReturnHappening, 'id' | 'type'>,
  goods: ReturnChange['goods'],
): Promise<void> {
  const { orderId, store } = loaded
  const moved = goods.filter(({ sellable, defective }) => sellable !== 0 || defective !== 0)
  if (moved.length === 0) return
  const came = await tx<Came[]>`
    select l.product_id, sum(came.sellable)::int as sellable, sum(came.defective)::int as defective
    from unnest(${moved.map(({ line }) => line)}::text[], ${moved.map(({ sellable }) => sellable)}::int[],
      ${moved.map(({ defective }) => defective)}::int[]) as came (line, sellable, defective)
    join order_lines l on l.order_id = ${orderId} and l.id = came.line
    join products p on p.id = l.product_id and p.kind = 'stock'
    group by l.product_id order by l.product_id`
  const sellable = came.filter((units) => units.sellable !== 0)
  const defective = came.filter((units) => units.defective !== 0)
  const by = { orderId, store, happeningId: movedBy(loaded, happeningId) }
  if (sellable.length > 0)
    await toShelf(
      tx,
      by,
      sellable.map((one) => [one.productId, one.sellable]),
    )
  if (defective.length > 0) {
    const kind = type === 'correct' ? 'corrected' : 'came'
    const units = defective.map((one) => [one.productId, one.defective] as const)
    await toBin(tx, { returnId: loaded.id, store, happeningId, kind }, units)
  }
}

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
  await lockLevels(tx, store, products)
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
