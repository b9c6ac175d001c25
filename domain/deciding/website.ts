import type { Decision } from '../decision.ts'
import type { Facts } from '../facts.ts'
import type { Happening } from '../happening.ts'
import { lifecycle } from '../lifecycle.ts'
import type { OrderState } from '../order.ts'
import { isClosed } from '../status.ts'
import { firstStatus } from './first.ts'
import { ecommercePayment, takeOffSale, unchanged } from './sale.ts'

type FromWebsite = Happening<'contentChanged' | 'cancellation' | 'supplierShipped' | 'supplierCompleted'>

/** What the website or the supplier's data do to an order that has a status. */
export function decideFromWebsite(order: OrderState, happening: FromWebsite, facts: Facts): Decision {
  switch (happening.type) {
    case 'contentChanged':
      return contentChanged(order, facts)
    case 'cancellation':
      return cancellation(order, happening.at)
    case 'supplierShipped':
      return { change: { ...unchanged({ ...order, status: 'shipped' }), payments: ecommercePayment(order) } }
    case 'supplierCompleted':
      return { change: { ...unchanged({ ...order, status: 'completed' }), sale: 'finish' } }
  }
}

/** A corrected order takes the place of one that could not be read; any other difference is kept and shown. */
function contentChanged(order: OrderState, facts: Facts): Decision {
  if (order.status !== 'sale_processing_failed' || facts.reading === null) {
    return { change: unchanged({ ...order, differs: true }) }
  }
  const decision = firstStatus(facts.reading, facts)
  if ('refused' in decision) return decision
  const { change } = decision
  const next = { ...change.next, version: order.version }
  return { change: { ...change, next, outcome: { ...change.outcome, tookPlace: true } } }
}

/** Rejected while nothing is promised to be ready; later staff decide; on a closed order it is only noted. */
function cancellation(order: OrderState, at: Date): Decision {
  const rejects = lifecycle[order.status].cancellation?.to.includes('rejected') && order.status !== 'rejected'
  if (rejects) {
    const taken = takeOffSale({ ...order, rejectReason: 'customer_request' })
    return { change: { ...unchanged(order, { reason: 'customer_request' }), ...taken } }
  }
  const asked = isClosed(order.status) && order.status !== 'completed' ? order.cancellationAskedAt : at
  return { change: unchanged({ ...order, cancellationAskedAt: asked }) }
}
