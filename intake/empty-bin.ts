import { ORDERS_CHANNEL } from '../db/channels.ts'
import type { Sql, Tx } from '../db/client.ts'
import { toBin, toShelf } from './move-returned.ts'

/** What becomes of goods that lie in the bin of defective ones. */
export const binDeeds = ['written_off', 'made_sellable'] as const
export type BinDeed = (typeof binDeeds)[number]

export interface BinRequest {
  deed: BinDeed
  returnId: number
  productId: number
  units: number
  reason: string
  actionId: string
  userId: string
}

export type Emptied = { ok: true } | { ok: false; left: number }

interface Lot {
  orderId: number
  store: string
  units: number
  isDone: boolean
}

/**
 * Takes units of a return out of the bin: written off, or back to the shelf. The same form again is the first one's;
 * never more than lie there, however many take them at once.
 */
export async function emptyBin(sql: Sql, request: BinRequest): Promise<Emptied> {
  const { deed, returnId, productId, units, reason, actionId, userId } = request
  return sql.begin(async (tx): Promise<Emptied> => {
    const lot = await lockLot(tx, request)
    if (lot?.isDone) return { ok: true }
    if (!lot || units > lot.units) return { ok: false, left: lot?.units ?? 0 }
    const { orderId, store } = lot
    const happeningId = `bin:${actionId}`
    if (deed === 'made_sellable') {
      await toShelf(tx, { orderId, store, happeningId: `bin:${returnId}:${actionId}` }, [[productId, units]])
    }
    await toBin(tx, { returnId, store, happeningId, kind: deed, reason, userId }, [[productId, -units]])
    await tx`select pg_notify(${ORDERS_CHANNEL}, ${String(orderId)})`
    return { ok: true }
  })
}

/** Stock is locked before the bin, as everywhere. */
async function lockLot(tx: Tx, { returnId, productId, actionId }: BinRequest): Promise<Lot | undefined> {
  const [at] = await tx<{ orderId: number; store: string }[]>`
    select r.order_id, o.store from returns r join orders o on o.id = r.order_id where r.id = ${returnId}`
  if (!at) return undefined
  await tx`select from stock_levels where store = ${at.store} and product_id = ${productId} for update`
  await tx`select from defective_stock where store = ${at.store} and product_id = ${productId} for update`
  const [seen] = await tx<{ units: number; isDone: boolean }[]>`
    select coalesce(sum(quantity), 0)::int as units,
      coalesce(bool_or(happening_id = ${`bin:${actionId}`}), false) as is_done
    from defective_movements where return_id = ${returnId} and product_id = ${productId}`
  return seen && { ...at, ...seen }
}
