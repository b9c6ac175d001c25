import type { Deadline, OrderState } from './order.ts'

/**
 * What will befall the order by itself next, and when. A supplier's order goes on as the shipment says;
 * answer and pickup clocks are off until a store sets them.
 */
export function deadlineOf({ status, fulfilment, supplierShippedAt }: OrderState): Deadline | null {
  if (fulfilment !== 'supplier' || supplierShippedAt === null) return null
  if (status === 'new') return { kind: 'supplierShipped', at: supplierShippedAt }
  if (status === 'shipped') return { kind: 'supplierCompleted', at: supplierShippedAt }
  return null
}
