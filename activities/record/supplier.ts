import type { Tx } from '../../db/client.ts'
import type { Facts } from '../../domain/facts.ts'
import type { Happening } from '../../domain/happening.ts'
import { supplierAvailableAt } from '../../domain/supplier.ts'
import { answer } from './answer.ts'
import { deskOf } from './desk.ts'
import type { Loaded } from './load.ts'
import type { Desk } from './types.ts'

/**
 * Until when an order has no status: a supplier's, before its hour. 'shipment': until the supplier says that it
 * shipped. Null: it can be worked now.
 */
export function notYet(
  { order }: Loaded,
  { reading }: Facts,
  { type, at }: Happening,
): Date | 'shipment' | null {
  if (order !== null || !reading?.ok || reading.order.fulfilment !== 'supplier' || type === 'cancellation')
    return null
  const shippedAt = reading.order.supplier?.shippedAt
  if (!shippedAt) return 'shipment'
  const availableAt = supplierAvailableAt(shippedAt)
  return availableAt > at ? availableAt : null
}

/** Keeps the newest content and the hour; the order is not told to anybody yet. */
export async function waitForSupplier(
  tx: Tx,
  loaded: Loaded,
  happening: Happening,
  until: Date | 'shipment',
): Promise<Desk> {
  const { id } = loaded.web
  const dueAt = until === 'shipment' ? null : until
  const digest = happening.type === 'contentChanged' ? happening.payload.digest : null
  await tx`
    update web_orders set due_at = coalesce(${dueAt}::timestamptz, 'infinity'),
      raw = coalesce(version.raw, web_orders.raw), digest = coalesce(version.digest, web_orders.digest)
    from (select) as one
    left join web_order_versions version on version.order_id = ${id} and version.digest = ${digest}
    where web_orders.id = ${id}`
  await answer(tx, loaded, happening)
  return deskOf({ ...loaded, web: { ...loaded.web, dueAt } }, null, loaded.effects)
}
