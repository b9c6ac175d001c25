import type { Decision } from '../decision.ts'
import type { Facts } from '../facts.ts'
import type { Happening, HappeningType, Payloads } from '../happening.ts'
import { isAskedByStaff, isLookUp } from '../ids.ts'
import type { Change, OrderState } from '../order.ts'
import { GIVEN_OTHERWISE, isOwnDeed, type Money, type MoneyWish, refundable } from '../payment.ts'
import { isProblem } from '../status.ts'
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

/** What came of the money; what is asked next follows from where the order stands (`moneyAfter`). */
export function decideMoney(order: OrderState, happening: FromProvider, facts: Facts): Decision {
  const { money } = order
  if (money === null) return { refused: { code: 'no_provider' } }
  // It may be in the books already, by the provider's own word: that decides here, too.
  if (facts.isSuperseded) return { change: { ...unchanged(order), wishes: [{ kind: 'lookUp' }] } }
  switch (happening.type) {
    case 'captured':
      return { change: captured(order, money, happening.payload) }
    case 'captureDeclined':
      return { change: notToBeHad(order, money, happening.payload, facts) }
    case 'released':
      return { change: put(order, { ...money, state: 'released', trouble: null }) }
    case 'refunded':
      return { change: refunded(order, { ...money, trouble: null }, happening.payload.amount) }
    case 'refundFailed':
      return { change: put(order, { ...money, trouble: happening.payload.code }) }
    case 'moneyUnknown':
      return { change: unknown(order, money, happening.payload) }
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

const method = ({ paymentProvider }: OrderState) => paymentProvider ?? 'other'

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
  return {
    ...put(order, next, { payment: { method: method(order), amount: more } }),
    payments: more > 0 ? [{ kind: 'ecommerce', method: method(order), amount: more }] : [],
    effects: more > 0 && isOnTheWay(order) ? ['receipt'] : [],
  }
}

/** Taken on, and not handed over yet. */
const isOnTheWay = ({ status }: OrderState) => status === 'in_process' || status === 'ready_for_pickup'

/** A look that is refused takes nothing away that was taken or may have been, and says nothing of what is under way. */
function notToBeHad(
  order: OrderState,
  money: Money,
  { effectKey, code }: Payloads['captureDeclined'],
  { openMoney }: Facts,
): Change {
  const { state, captured } = money
  const isBeyond = captured > 0 || state === 'released' || state === 'unknown' || openMoney !== null
  return isLookUp(effectKey) && isBeyond ? put(order, money, { code }) : declined(order, money, code)
}

/** Not to be had: an order that was taken on waits for an answer again, with the reason. */
function declined(order: OrderState, money: Money, code: string): Change {
  const next = put(order, { ...money, state: 'declined', trouble: code }, { code })
  if (!isOnTheWay(order)) return next
  const back = { status: 'new', readyBy: null, location: null, readyAt: null, holdByHand: false } as const
  return { ...next, next: { ...next.next, ...back } }
}

/** @param amount below zero: money that was on its way back did not arrive */
function refunded(order: OrderState, money: Money, amount: number): Change {
  const next: Money = { ...money, refunded: money.refunded + amount }
  return {
    ...put(order, next, { payment: { method: method(order), amount: -amount } }),
    payments: amount !== 0 ? [{ kind: 'refund', method: method(order), amount }] : [],
  }
}

/** Only what was to move may have moved; a look that failed leaves what is known. */
function unknown(order: OrderState, money: Money, { effectKey, errorId }: Payloads['moneyUnknown']): Change {
  if (isLookUp(effectKey)) return put(order, money, { errorId })
  return put(order, { ...money, state: 'unknown', trouble: errorId }, { errorId })
}

/** The provider's own word: it settles what nobody knew, and tells what was done elsewhere. */
function seen(order: OrderState, before: Money, told: Payloads['paymentSeen'], facts: Facts): Change {
  const money: Money = {
    ...before,
    held: told.amount ?? before.held,
    captureBefore: told.captureBefore || before.captureBefore,
    cardType: told.cardType || before.cardType,
    fee: told.fee ?? before.fee,
    disputes: told.disputes ? JSON.parse(told.disputes) : [],
  }
  // What is under way brings its own outcome.
  if (facts.openMoney !== null) return put(order, money)
  if (facts.isLateAnswer) return { ...put(order, money), wishes: [{ kind: 'lookUp' }] }
  switch (told.state) {
    case 'captured':
      return seenCaptured(order, money, told)
    case 'held':
      return put(order, isDeclined(money) ? money : { ...money, state: 'held', trouble: null })
    case 'pending':
      return put(order, { ...money, state: 'unknown', trouble: null })
    default:
      return gone(order, money)
  }
}

const isDeclined = ({ state }: Money) => state === 'declined'

/** With what was taken or given back elsewhere; a refund that failed is forgotten only where staff ask for it again. */
function seenCaptured(order: OrderState, money: Money, told: Payloads['paymentSeen']): Change {
  const taken = captured(order, money, { effectKey: '', amount: told.captured })
  const more = told.refunded - money.refunded
  const kept = keptTrouble(money, told.effectKey, more)
  const known: Money = { ...(taken.next.money ?? money), trouble: kept }
  const given = refunded({ ...order, money: known }, known, more)
  return { ...given, payments: [...taken.payments, ...given.payments], effects: taken.effects }
}

function keptTrouble({ state, trouble }: Money, effectKey: string, more: number): string | null {
  if (trouble === GIVEN_OTHERWISE) return trouble
  if (more < 0) return 'refund_failed'
  return state === 'captured' && !isAskedByStaff(effectKey) ? trouble : null
}

/** No money is held any more: what was to be taken can't be, what was to be let go is. */
function gone(order: OrderState, money: Money): Change {
  if (money.goal === 'give_back' || money.state === 'released') {
    return put(order, { ...money, state: 'released', trouble: null })
  }
  return isDeclined(money) ? put(order, money) : declined(order, money, 'expired_hold')
}

/** What is reserved or taken is another order's, too: people decide. */
const SHARED = 'payment_shared'

interface MoneyAfter {
  money: Money | null
  wishes: MoneyWish[]
  /** An open effect that is not to be carried out. */
  drops: string | null
}

const outcomes: readonly HappeningType[] = [
  'captured',
  'captureDeclined',
  'released',
  'refunded',
  'paymentSeen',
]

/**
 * What the order asks of its money: taken once the shop stands for it, let go or given back once it is rejected, left
 * alone in between. Asked when that turns, and when an outcome says that it has not come about yet.
 */
export function moneyAfter(
  before: OrderState | null,
  { next, wishes }: Change,
  happening: Happening,
  { openMoney, paymentIsShared, isSuperseded }: Facts,
): MoneyAfter {
  if (next.money === null) return { money: null, wishes: [], drops: null }
  const goal = goalOf(next, next.money, happening)
  const former = before?.money ?? null
  const isNew = former === null
  const hasTurned = isNew ? goal !== 'keep' : goal !== former.goal
  // Nobody outside has heard of it, and it is not what the order asks for any more.
  const drops = hasTurned && openMoney !== null && !openMoney.isStarted ? openMoney.key : null
  const open = drops === null ? openMoney : null
  const money = asItStands({ ...next.money, goal }, open, before, happening)
  const isOutcome = outcomes.includes(happening.type) && !isSuperseded
  if (!isNew && !hasTurned && !isOutcome) return { money, wishes, drops }
  const wish = open ? null : nextWish(next, money, hasTurned)
  if (wish && wish.kind !== 'capture' && wish.kind !== 'lookUp' && paymentIsShared) {
    return { money: { ...money, trouble: SHARED }, wishes: [], drops }
  }
  if (wish === null) return { money, wishes: isNew ? [{ kind: 'lookUp' }] : wishes, drops }
  return { money: { ...money, state: stateWhile(wish, money) }, wishes: [wish], drops }
}

/** Whether the shop stands for the order; what is archived was sold by hand, or its hold is let go. */
export function goalOf(
  { status }: Pick<OrderState, 'status'>,
  money: Money,
  happening: Happening,
): Money['goal'] {
  if (status === 'rejected') return 'give_back'
  if (status !== 'archived') return isProblem(status) || status === 'new' ? 'keep' : 'take'
  if (happening.type !== 'archive') return money.goal
  if ('saleNumber' in happening.payload) return 'take'
  // What was taken already, people decide about.
  return money.state === 'captured' ? 'keep' : 'give_back'
}

/** What was under way and is dropped, or was taken back with its step, stands as it did before. */
function asItStands(
  money: Money,
  open: Facts['openMoney'],
  before: OrderState | null,
  { type }: Happening,
): Money {
  const from = type === 'undo' ? before?.step?.from : undefined
  if (open !== null || (money.state !== 'capturing' && money.state !== 'releasing')) return money
  if (from?.moneyState === 'declined') return { ...money, state: 'declined', trouble: from.moneyTrouble }
  return { ...money, state: 'held' }
}

function nextWish(order: OrderState, money: Money, hasTurned: boolean): MoneyWish | null {
  const { goal, state, trouble } = money
  if (goal === 'keep' || trouble === GIVEN_OTHERWISE) return null
  if (state === 'unknown') return hasTurned ? { kind: 'lookUp' } : null
  if (goal === 'take') {
    const isAsked = state === 'held' || (state === 'declined' && hasTurned)
    // Never more than was reserved.
    return isAsked ? { kind: 'capture', amount: Math.min(order.total ?? money.held, money.held) } : null
  }
  if (state === 'captured') {
    const amount = refundable(money)
    return amount > 0 && (trouble === null || hasTurned) ? { kind: 'refund', amount } : null
  }
  return state === 'held' || state === 'declined' ? { kind: 'release' } : null
}

function stateWhile({ kind }: MoneyWish, { state }: Money): Money['state'] {
  if (kind === 'capture') return 'capturing'
  return kind === 'release' ? 'releasing' : state
}
