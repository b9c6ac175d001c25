import type { Tx } from '../../db/client.ts'
import type { ReturnChange } from '../../domain/returns/decision.ts'
import type { ReturnHappening } from '../../domain/returns/happening.ts'
import { toBin, toShelf } from '../../intake/move-returned.ts'
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
  const { orderId, store, sale } = loaded
  const moved = goods.filter(({ sellable, defective }) => sellable !== 0 || defective !== 0)
  if (moved.length === 0) return
  const came = await tx<Came[]>`
    select p.id as product_id, sum(came.sellable)::int as sellable, sum(came.defective)::int as defective
    from unnest(${moved.map(({ line }) => line)}::text[], ${moved.map(({ sellable }) => sellable)}::int[],
      ${moved.map(({ defective }) => defective)}::int[]) as came (line, sellable, defective)
    join sale_lines s on s.sale_number = ${sale} and s.line_id = came.line
    left join order_lines l on l.order_id = s.order_id and l.id = s.line_id
    join products p on p.id = coalesce(s.product_id, l.product_id) and p.kind = 'stock'
    group by p.id order by p.id`
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
