import type { Decision } from '../decision.ts'
import type { Facts } from '../facts.ts'
import type { Happening, Payloads } from '../happening.ts'
import { isAskedByStaff } from '../ids.ts'
import type { Change, OrderState } from '../order.ts'
import { isOwnDeed, type Money, type MoneyWish, refundable } from '../payment.ts'
import { unchanged } from './sale.ts'

type FromProvider = Happening<
  | 'captured'
  | 'captureDeclined'
  | 'released'
  | 'refunded'
  | 'refundFailed'
  | 'moneyUnknown'
  | 'paymentSeen'
  | 'paymentNotice'
  | 'captureEnds'
  | 'askProvider'
>

/** What came of the money; the outcome of one effect decides the next. */
export function decideMoney(order: OrderState, happening: FromProvider, facts: Facts): Decision {
  const { money } = order
  if (money === null) return { refused: { code: 'no_provider' } }
  switch (happening.type) {
    case 'captured':
      return { change: captured(order, money, happening.payload) }
    case 'captureDeclined':
      return { change: declined(order, money, happening.payload.code) }
    case 'released':
      return { change: put(order, { ...money, state: 'released', trouble: null }) }
    case 'refunded':
      return { change: refunded(order, money, happening.payload.amount) }
    case 'refundFailed':
      return { change: put(order, { ...money, trouble: happening.payload.code }) }
    case 'moneyUnknown': {
      const { errorId } = happening.payload
      return { change: put(order, { ...money, state: 'unknown', trouble: errorId }, { errorId }) }
    }
    case 'paymentSeen':
      return { change: seen(order, money, happening.payload, facts) }
    case 'paymentNotice': {
      const wishes: MoneyWish[] = isOwnDeed(happening.payload.type, money) ? [] : [{ kind: 'lookUp' }]
      return { change: { ...unchanged(order), wishes } }
    }
    case 'askProvider':
      return { change: { ...unchanged(order), wishes: [{ kind: 'lookUp' }] } }
    case 'captureEnds':
      return { change: put(order, { ...money, warned: true }) }
  }
}

function put(order: OrderState, money: Money, outcome: Change['outcome'] = {}): Change {
  return unchanged({ ...order, money }, outcome)
}

/** Taken; of an order that was rejected meanwhile it goes back at once. */
function captured(order: OrderState, money: Money, { amount, cardType, fee }: Payloads['captured']): Change {
  const more = amount - money.captured
  const next: Money = {
    ...money,
    state: 'captured',
    captured: amount,
    cardType: cardType || money.cardType,
    fee: fee ?? money.fee,
    trouble: null,
  }
  const wishes: MoneyWish[] =
    order.status === 'rejected' ? [{ kind: 'refund', amount: refundable(next) }] : []
  return {
    ...put(order, next, { payment: { method: method(order), amount: more } }),
    payments: more > 0 ? [{ kind: 'ecommerce', method: method(order), amount: more }] : [],
    wishes,
  }
}

const method = ({ paymentProvider }: OrderState) => paymentProvider ?? 'other'

/** Not to be had: the order waits for an answer again, with the reason; one that was rejected lets go of what is left. */
function declined(order: OrderState, money: Money, code: string): Change {
  if (order.status === 'rejected') {
    return { ...put(order, { ...money, state: 'releasing' }, { code }), wishes: [{ kind: 'release' }] }
  }
  const next = put(order, { ...money, state: 'declined', trouble: code }, { code })
  const isOnTheWay = order.status === 'in_process' || order.status === 'ready_for_pickup'
  if (!isOnTheWay) return next
  const back = { status: 'new', readyBy: null, location: null, readyAt: null, holdByHand: false } as const
  return { ...next, next: { ...next.next, ...back } }
}

function refunded(order: OrderState, money: Money, amount: number): Change {
  return {
    ...put(
      order,
      { ...money, refunded: money.refunded + amount, trouble: null },
      {
        payment: { method: method(order), amount: -amount },
      },
    ),
    payments: amount > 0 ? [{ kind: 'refund', method: method(order), amount }] : [],
  }
}

/** The provider's own word: it settles what nobody knew, and tells what was done elsewhere. */
function seen(order: OrderState, before: Money, told: Payloads['paymentSeen'], facts: Facts): Change {
  const money: Money = {
    ...before,
    captureBefore: told.captureBefore || before.captureBefore,
    cardType: told.cardType || before.cardType,
    fee: told.fee ?? before.fee,
    disputes: told.disputes ? JSON.parse(told.disputes) : [],
  }
  // What is under way brings its own outcome.
  if (facts.openMoney !== null) return put(order, money)
  if (told.state === 'captured' && told.captured > before.captured) {
    return captured(order, money, { effectKey: '', amount: told.captured })
  }
  if (told.refunded > before.refunded) {
    const known: Money = told.state === 'captured' ? { ...money, state: 'captured' } : money
    return refunded(order, known, told.refunded - before.refunded)
  }
  if (told.state === 'released' || told.state === 'failed') return gone(order, money)
  if (told.state === 'held' && before.state === 'unknown') return again(order, money)
  return told.state === 'captured' ? taken(order, money, told) : put(order, money)
}

/** It is here: of an order that was rejected it goes back once more where somebody asks for that, never by itself. */
function taken(order: OrderState, money: Money, { effectKey }: Payloads['paymentSeen']): Change {
  const next: Money = { ...money, state: 'captured', trouble: null }
  const left = order.status === 'rejected' && isAskedByStaff(effectKey) ? refundable(next) : 0
  return { ...put(order, next), wishes: left > 0 ? [{ kind: 'refund', amount: left }] : [] }
}

/** No money is held any more: what was to be taken can't be, what was to be let go is. */
function gone(order: OrderState, money: Money): Change {
  if (money.state === 'released' || order.status === 'rejected') {
    return put(order, { ...money, state: 'released', trouble: null })
  }
  return declined(order, money, 'expired_hold')
}

/** Nothing was done: what the order asks for is asked for once more. */
function again(order: OrderState, money: Money): Change {
  if (order.status === 'rejected') {
    return { ...put(order, { ...money, state: 'releasing', trouble: null }), wishes: [{ kind: 'release' }] }
  }
  if (order.status === 'new') return put(order, { ...money, state: 'held', trouble: null })
  const amount = captureAmount(order, money)
  return {
    ...put(order, { ...money, state: 'capturing', trouble: null }),
    wishes: [{ kind: 'capture', amount }],
  }
}

/** Never more than was reserved. */
const captureAmount = ({ total }: OrderState, { held }: Money) => Math.min(total ?? held, held)

interface MoneyAfter {
  money: Money | null
  wishes: MoneyWish[]
  /** An open effect that is not to be carried out. */
  drops: string | null
}

/**
 * What a step of the order asks of its money: taken when the shop takes the order on, let go or given back when it is
 * rejected, put back when a step is taken back.
 */
export function moneyAfter(
  before: OrderState | null,
  { next, wishes }: Change,
  happening: Happening,
  { openMoney }: Facts,
): MoneyAfter {
  const { money } = next
  if (money === null) return { money, wishes: [], drops: null }
  if (before === null || before.money === null) return onArrival(next, money)
  if (takesOn(happening)) return onAccept(next, money)
  if (happening.type === 'archive') return onArchive(money, openMoney)
  if (happening.type === 'undo' || happening.type === 'reopen') return onTakingBack(before, money, openMoney)
  const isRejectedNow = next.status === 'rejected' && before.status !== 'rejected'
  return isRejectedNow ? onReject(money, openMoney) : { money, wishes, drops: null }
}

/** The shop stands for the order from here on; one that is archived was sold by hand. */
const takesOn = ({ type, payload }: Happening) =>
  type === 'accept' || type === 'supplierShipped' || (type === 'archive' && 'saleNumber' in payload)

/** Nothing was sold: a hold is let go. What was taken already, people decide about. */
function onArchive(money: Money, open: OpenOf): MoneyAfter {
  return money.state === 'held' || money.state === 'declined'
    ? onReject(money, open)
    : { money, wishes: [], drops: null }
}

/** The provider tells when the reservation ends. */
function onArrival({ status }: OrderState, money: Money): MoneyAfter {
  return status === 'rejected' ? onReject(money, null) : { money, wishes: [{ kind: 'lookUp' }], drops: null }
}

function onAccept(order: OrderState, money: Money): MoneyAfter {
  if (money.state === 'captured' || money.state === 'unknown') return { money, wishes: [], drops: null }
  const wish: MoneyWish = { kind: 'capture', amount: captureAmount(order, money) }
  return { money: { ...money, state: 'capturing', trouble: null }, wishes: [wish], drops: null }
}

/** A hold is let go, money that was taken goes back; what is under way is waited for. */
function onReject(money: Money, open: OpenOf): MoneyAfter {
  const underWay = open !== null && open.kind !== 'lookUp' ? open : null
  if (underWay?.isStarted || money.state === 'unknown' || money.state === 'released') {
    return { money, wishes: [], drops: null }
  }
  const drops = underWay?.key ?? null
  if (money.state === 'captured') {
    const amount = refundable(money)
    return { money, wishes: amount > 0 ? [{ kind: 'refund', amount }] : [], drops }
  }
  return { money: { ...money, state: 'releasing', trouble: null }, wishes: [{ kind: 'release' }], drops }
}

type OpenOf = Facts['openMoney']

/** What the step asked for, and nobody heard of yet, is not done; the money stands as it did before the step. */
function onTakingBack({ step }: OrderState, money: Money, open: OpenOf): MoneyAfter {
  if (step === null || open === null) return { money, wishes: [], drops: null }
  if (!open.key.endsWith(`:${step.id}`)) return { money, wishes: [], drops: null }
  return { money: { ...money, state: step.from.moneyState ?? money.state }, wishes: [], drops: open.key }
}
