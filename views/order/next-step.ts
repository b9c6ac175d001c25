import type { Key } from '../words.ts'
import type { OrderDetails } from './details.ts'

/** What somebody should do next, in a sentence. */
export function nextStep({
  status,
  fulfilment,
  lines,
}: Pick<OrderDetails, 'status' | 'fulfilment' | 'lines'>): Key {
  if (fulfilment === 'supplier' && (status === 'new' || status === 'shipped')) return 'next.bySupplier'
  if (status === 'product_match_failed' && !lines.some(({ open }) => open)) return 'next.toProcess'
  if (status === 'in_process') return fulfilment === 'delivery' ? 'next.toShip' : 'next.toReady'
  if (status === 'ready_for_pickup') return fulfilment === 'reserve' ? 'next.toSell' : 'next.toHandOver'
  return `next.${status}`
}
