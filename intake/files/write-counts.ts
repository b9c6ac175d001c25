import type { Tx } from '../../db/client.ts'

export interface Count {
  row: number
  column: string
  store: string
  productId: number
  count: number
}

interface Level {
  store: string
  productId: number
  onHand: number
  allocated: number
  importedOnHand: number | null
}

export interface Counted {
  /** How many levels were set. */
  set: number
  /** More is promised to orders than the file counts. */
  refused: Count[]
}

/**
 * Sets the levels whose figure differs from the one that the last file gave: what was sold since stays sold where the
 * shop counted nothing new. Each change is a counted movement, and the levels are locked by store and product.
 */
export async function writeCounts(tx: Tx, counts: readonly Count[]): Promise<Counted> {
  if (counts.length === 0) return { set: 0, refused: [] }
  const levels = await lockLevels(tx, counts)
  const differing = counts.filter((count) => levels.get(keyOf(count))?.importedOnHand !== count.count)
  const refused = differing.filter((count) => (levels.get(keyOf(count))?.allocated ?? 0) > count.count)
  const changes = differing.filter((count) => !refused.includes(count))
  if (changes.length > 0) await setLevels(tx, changes)
  return { set: changes.length, refused }
}

const keyOf = ({ store, productId }: { store: string; productId: number }) => `${productId} ${store}`

async function lockLevels(tx: Tx, counts: readonly Count[]): Promise<Map<string, Level>> {
  const wanted = tx`
    jsonb_to_recordset(${tx.json(counts.map(({ store, productId }) => ({ store, product_id: productId })))})
      as item (store text, product_id bigint)`
  await tx`
    insert into stock_levels (store, product_id)
    select store, product_id from ${wanted} order by store, product_id
    on conflict do nothing`
  const levels = await tx<Level[]>`
    select l.store, l.product_id, l.on_hand, l.allocated, l.imported_on_hand
    from stock_levels l join ${wanted} using (store, product_id)
    order by l.store, l.product_id
    for update of l`
  return new Map(levels.map((level) => [keyOf(level), level]))
}

/** A file may give the figure that is there anyway: noted as imported, without a movement. */
async function setLevels(tx: Tx, changes: readonly Count[]): Promise<void> {
  const rows = changes.map(({ store, productId, count }) => ({ store, product_id: productId, count }))
  await tx`
    with item as (
      select * from jsonb_to_recordset(${tx.json(rows)}) as item (store text, product_id bigint, count integer)
    ), moved as (
      insert into stock_movements (store, product_id, kind, quantity)
      select l.store, l.product_id, 'counted', item.count - l.on_hand
      from item join stock_levels l using (store, product_id)
      where item.count <> l.on_hand
    )
    update stock_levels l set on_hand = item.count, imported_on_hand = item.count,
      updated_at = case when l.on_hand = item.count then l.updated_at else now() end
    from item where l.store = item.store and l.product_id = item.product_id`
}
