import type { Problem } from '../../domain/order.ts'
import { isClosed } from '../../domain/status.ts'
import type { Key } from '../words.ts'
import type { OrderDetails } from './details.ts'

/** What outlives the order's end. */
const ofMoney: readonly Problem['code'][] = ['refund_failed', 'payment_unknown', 'disputed']

/** What somebody should do next, in a sentence. */
export function nextStep({
  status,
  fulfilment,
  lines,
  problems,
}: Pick<OrderDetails, 'status' | 'fulfilment' | 'lines' | 'problems'>): Key {
  if (isClosed(status) && problems.some(({ code }) => ofMoney.includes(code))) return 'next.toSeeToMoney'
  if (fulfilment === 'supplier' && (status === 'new' || status === 'shipped')) return 'next.bySupplier'
  if (status === 'product_match_failed' && !lines.some(({ open }) => open)) return 'next.toProcess'
  if (status === 'in_process') return fulfilment === 'delivery' ? 'next.toShip' : 'next.toReady'
  if (status === 'ready_for_pickup') return fulfilment === 'reserve' ? 'next.toSell' : 'next.toHandOver'
  return `next.${status}`
}
