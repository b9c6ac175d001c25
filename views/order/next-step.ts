import type { Fulfilment, Status } from '../../domain/status.ts'
import type { Key } from '../words.ts'

/** What somebody should do next, in a sentence. */
export function nextStep(status: Status, fulfilment: Fulfilment | null): Key {
  if (fulfilment === 'supplier' && (status === 'new' || status === 'shipped')) return 'next.bySupplier'
  if (status === 'in_process') return fulfilment === 'delivery' ? 'next.toShip' : 'next.toReady'
  if (status === 'ready_for_pickup') return fulfilment === 'reserve' ? 'next.toSell' : 'next.toHandOver'
  return `next.${status}`
}
