import { holdEnd, promiseEnd } from '../clocks.ts'
import type { Decision } from '../decision.ts'
import type { Facts } from '../facts.ts'
import { decideSellGiftCard, decideVoidGiftCard } from '../gift-cards.ts'
import type { Happening, Payloads } from '../happening.ts'
import { isOpenLine, lookupKeys, matchTo } from '../matching.ts'
import { type Change, type OrderState, withMatch } from '../order.ts'
import { isSettled } from '../payment.ts'
import { decideChangePrice } from '../price-change.ts'
import { decideComplete } from './complete.ts'
import {
  ecommercePayment,
  makeSale,
  matchesOf,
  matchOpenLines,
  receiptWhere,
  settleByMatches,
  takeOffSale,
  unchanged,
} from './sale.ts'

const applied = (change: Change): Decision => ({ change })

/** What staff do; the lifecycle table has already said that it is possible here. */
export function decideAtTheDesk(order: OrderState, happening: Happening, facts: Facts): Decision {
  switch (happening.type) {
    case 'identifyCustomer':
      return identifyCustomer(order, facts)
    case 'matchProduct':
      return matchProduct(order, happening.payload, facts)
    case 'processSale':
      return processSale(order, facts)
    case 'accept':
      return accept(order, happening.payload)
    case 'reject':
      return reject(order, happening.payload)
    case 'ready':
      return applied(
        unchanged({
          ...order,
          status: 'ready_for_pickup',
          readyAt: happening.at,
          holdUntil: null,
          holdByHand: false,
          location: happening.payload.location ?? order.location,
        }),
      )
    case 'ship':
      return ship(order, happening.payload)
    case 'complete':
      return decideComplete(order, happening.payload)
    case 'archive': {
      const { saleNumber } = happening.payload
      return applied(unchanged({ ...order, status: 'archived' }, saleNumber ? { handSale: saleNumber } : {}))
    }
    case 'changeReadyBy':
      return changeReadyBy(order, happening, facts)
    case 'checkPayment':
      return applied(checked(order, happening))
    case 'extendHold':
      return extendHold(order, happening, facts)
    case 'sellGiftCard':
      return decideSellGiftCard(order, happening.payload, facts)
    case 'voidGiftCard':
      return decideVoidGiftCard(order, happening.payload, facts)
    case 'changePrice':
      return decideChangePrice(order, happening, facts)
    case 'comment':
      return applied(unchanged(order))
    default:
      throw new Error(`${happening.type} is nothing that staff do`)
  }
}

/** Records who it is; with every product known the sale is made at once. */
function identifyCustomer(order: OrderState, facts: Facts): Decision {
  const { pickedCustomer } = facts
  if (pickedCustomer === null) return { refused: { code: 'unknown_customer' } }
  const { id, create } = pickedCustomer
  const settled = settleByMatches({ ...order, customerId: id }, facts)
  return applied({
    ...unchanged(order),
    ...settled,
    link: { customerId: id, create, remember: true },
    outcome: { ...settled.outcome, customerId: id, customerBy: create ? 'created' : 'staff' },
  })
}

/** A pick by hand stands, even one that fits none of the line's identifiers; that is shown as a warning. */
function matchProduct(order: OrderState, { line: lineId }: Payloads['matchProduct'], facts: Facts): Decision {
  const line = order.lines.find(({ id }) => id === lineId)
  if (line?.kind !== 'product') return { refused: { code: 'unknown_line', lines: [lineId] } }
  const { picked } = facts
  if (picked === null) return { refused: { code: 'unknown_product' } }
  const match = matchTo(picked, 'hand')
  const lines = order.lines.map((other) => (other === line ? withMatch(line, match, picked.kind) : other))
  const fits = lookupKeys(line).some(({ kind, value }) =>
    facts.candidates.some(
      (found) => found.productId === picked.productId && found.foundBy === kind && found.value === value,
    ),
  )
  return applied({
    ...unchanged({ ...order, lines }),
    remember: { line: lineId, productId: picked.productId },
    outcome: {
      matches: [{ line: lineId, productId: picked.productId, by: match.matchedBy, problem: null, fits }],
    },
  })
}

/** Once more against today's catalogue; the sale is made only when no line is left open. */
function processSale(order: OrderState, facts: Facts): Decision {
  const lines = matchOpenLines(order.lines, facts)
  const open = lines.filter(isOpenLine)
  if (open.length > 0) return { refused: { code: 'not_matched', lines: open.map(({ id }) => id) } }
  const made = makeSale({ ...order, lines }, facts)
  return applied({ ...unchanged(order), ...made, outcome: { ...made.outcome, matches: matchesOf(lines) } })
}

function accept(order: OrderState, { readyBy }: Payloads['accept']): Decision {
  return applied({
    ...unchanged({ ...order, status: 'in_process', readyBy: readyBy ?? null }),
    payments: ecommercePayment(order),
    effects: receiptWhere(order),
  })
}

function reject(order: OrderState, { reason, resolution }: Payloads['reject']): Decision {
  const outcome =
    order.fulfilment === 'reserve' ? { reason, resolution: resolution ?? 'not_bought' } : { reason }
  return applied({ ...unchanged(order, outcome), ...takeOffSale({ ...order, rejectReason: reason }) })
}

function ship(order: OrderState, { carrier, trackingNumber }: Payloads['ship']): Decision {
  if (!isSettled(order.money)) return { refused: { code: 'payment_pending' } }
  const shipment = { carrier: carrier ?? null, trackingNumber: trackingNumber ?? null }
  return applied(unchanged({ ...order, status: 'shipped', ...shipment }))
}

/** Somebody looked at the channel: it was paid there. */
function checked(order: OrderState, { payload, at }: Happening<'checkPayment'>): Change {
  const approvalNumber = payload.approvalNumber ?? order.approvalNumber
  return unchanged({ ...order, paymentCheckedAt: at, approvalNumber })
}

/** Another day is promised: not one that is over in the store. */
function changeReadyBy(
  order: OrderState,
  { payload: { readyBy }, at }: Happening<'changeReadyBy'>,
  { rules }: Facts,
): Decision {
  if (rules !== null && promiseEnd(readyBy, rules) <= at) return { refused: { code: 'date_passed' } }
  return applied(unchanged({ ...order, readyBy }))
}

/** Held until another day or hour, never less long than the customer was told; a past one would end it at once. */
function extendHold(order: OrderState, { payload, at }: Happening<'extendHold'>, { rules }: Facts): Decision {
  if (rules === null) throw new Error('a hold without the rules of its store')
  const holdUntil = holdEnd(payload.holdUntil, at, rules.calendar)
  if (holdUntil === null) return { refused: { code: 'date_passed' } }
  if (order.holdUntil !== null && holdUntil < order.holdUntil) return { refused: { code: 'hold_shorter' } }
  return applied(unchanged({ ...order, holdUntil, holdByHand: true }))
}
