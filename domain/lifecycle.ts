import { deadlineKinds, type HappeningType, type StaffAction, staffActions } from './happening.ts'
import { type Fulfilment, isClosed, type Status, statuses } from './status.ts'

/** An order that has no status yet: not recorded, or a supplier's before its hour. */
export type Stage = Status | 'awaited'
export const stages: readonly Stage[] = ['awaited', ...statuses]

export interface Rule {
  /** Where the order may stand afterwards. */
  to: readonly Status[]
  /** Only for orders of these kinds; absent: all. */
  only?: readonly Fulfilment[]
}

const first: Rule = { to: ['customer_id_required', 'product_match_failed', 'sale_processing_failed', 'new'] }
const rejected: Rule = { to: ['rejected'] }
const archived: Rule = { to: ['archived'] }
const stay = (status: Status): Rule => ({ to: [status] })
const atTheCounter = ['pickup', 'reserve'] as const
const workedHere = ['pickup', 'reserve', 'delivery'] as const

/** Where a rejected or archived order may have stood before. */
const unsold = ['customer_id_required', 'product_match_failed', 'sale_processing_failed'] as const
const unrejected: Rule = { to: [...unsold, 'new', 'in_process', 'ready_for_pickup'] }
const unarchived: Rule = { to: unsold }
const uncompleted: Rule = { to: ['ready_for_pickup', 'shipped'], only: workedHere }

/** Money that is not to be had puts an order that was taken on back. */
const orNew = (status: Status): Rule => ({
  to: status === 'in_process' || status === 'ready_for_pickup' ? [status, 'new'] : [status],
})

/** Gift cards that the website sold are handed out over the counter. */
const giftCards = (status: Status) => ({ sellGiftCard: stay(status), voidGiftCard: stay(status) })

/** While nobody has answered: reminders, and an end that only marks or rejects. */
const answerClock = (status: Status) => ({
  answerReminder: stay(status),
  answerMissed: { to: [status, 'rejected'] } satisfies Rule,
})

/** What may befall an order in any status without moving it. */
const always = (status: Status) => ({
  comment: stay(status),
  contentChanged: stay(status),
  cancellation: stay(status),
  rulesChanged: stay(status),
  checkPayment: stay(status),
  askProvider: stay(status),
  captureEnds: stay(status),
  captured: stay(status),
  captureDeclined: orNew(status),
  released: stay(status),
  refunded: stay(status),
  refundFailed: stay(status),
  moneyUnknown: stay(status),
  paymentSeen: orNew(status),
  paymentNotice: stay(status),
  receiptMade: stay(status),
  receiptFailed: stay(status),
})

/**
 * The whole life of an order: stage × happening → where it may stand next.
 * What is not in the table is refused. The buttons, `decide`, the tests and the docs all read it.
 */
export const lifecycle: Record<Stage, Partial<Record<HappeningType, Rule>>> = {
  awaited: {
    received: first,
    supplierAvailable: first,
    contentChanged: first,
    cancellation: rejected,
  },
  customer_id_required: {
    ...always('customer_id_required'),
    ...answerClock('customer_id_required'),
    identifyCustomer: { to: ['product_match_failed', 'new'] },
    matchProduct: stay('customer_id_required'),
    reject: rejected,
    archive: archived,
    cancellation: rejected,
  },
  product_match_failed: {
    ...always('product_match_failed'),
    ...answerClock('product_match_failed'),
    matchProduct: stay('product_match_failed'),
    processSale: { to: ['new'] },
    reject: rejected,
    archive: archived,
    cancellation: rejected,
  },
  sale_processing_failed: {
    ...always('sale_processing_failed'),
    ...answerClock('sale_processing_failed'),
    contentChanged: first,
    reject: rejected,
    archive: archived,
    cancellation: rejected,
  },
  new: {
    ...always('new'),
    ...giftCards('new'),
    changePrice: stay('new'),
    ...answerClock('new'),
    accept: { to: ['in_process'], only: workedHere },
    reject: rejected,
    cancellation: rejected,
    supplierShipped: { to: ['shipped'], only: ['supplier'] },
  },
  in_process: {
    ...always('in_process'),
    ...giftCards('in_process'),
    changePrice: stay('in_process'),
    ready: { to: ['ready_for_pickup'], only: atTheCounter },
    ship: { to: ['shipped'], only: ['delivery'] },
    changeReadyBy: stay('in_process'),
    promiseMissed: stay('in_process'),
    undo: { to: ['new'] },
    reject: rejected,
    cancellation: rejected,
  },
  ready_for_pickup: {
    ...always('ready_for_pickup'),
    ...giftCards('ready_for_pickup'),
    complete: { to: ['completed', 'rejected'], only: atTheCounter },
    extendHold: stay('ready_for_pickup'),
    pickupReminder: stay('ready_for_pickup'),
    holdEnded: { to: ['ready_for_pickup', 'rejected'] },
    undo: { to: ['in_process'] },
    reject: rejected,
  },
  shipped: {
    ...always('shipped'),
    ...giftCards('shipped'),
    complete: { to: ['completed'], only: ['delivery'] },
    supplierCompleted: { to: ['completed'], only: ['supplier'] },
  },
  completed: {
    ...always('completed'),
    ...giftCards('completed'),
    returnRefund: stay('completed'),
    undo: uncompleted,
    reopen: uncompleted,
  },
  rejected: {
    ...always('rejected'),
    giveBack: stay('rejected'),
    voidGiftCard: stay('rejected'),
    undo: unrejected,
    reopen: unrejected,
  },
  archived: { ...always('archived'), undo: unarchived, reopen: unarchived },
}

export type NotNow = 'wrong_status' | 'wrong_fulfilment' | 'closed'

/** Why this can't befall an order that stands here; null: it can. */
export function whyNot(stage: Stage, type: HappeningType, fulfilment: Fulfilment | null): NotNow | null {
  const rule = lifecycle[stage][type]
  if (rule) return !rule.only || (fulfilment && rule.only.includes(fulfilment)) ? null : 'wrong_fulfilment'
  return stage !== 'awaited' && isClosed(stage) ? 'closed' : 'wrong_status'
}

/** Whether this order could ever take the action: a delivery is never made ready for pickup. */
export function everPossible(type: HappeningType, fulfilment: Fulfilment | null): boolean {
  return stages.some((stage) => whyNot(stage, type, fulfilment) === null)
}

/** These depend on the last step, the payment or the lines rather than on the status, and stand beside what they are about. */
const aside: readonly StaffAction[] = [
  'undo',
  'reopen',
  'checkPayment',
  'askProvider',
  'giveBack',
  'sellGiftCard',
  'voidGiftCard',
  'changePrice',
]

/** The staff's forms of an order, each with why it can't be used now. */
export function actionsOf(
  status: Status,
  fulfilment: Fulfilment | null,
): { action: StaffAction; whyNot: NotNow | null }[] {
  return staffActions
    .filter((action) => !aside.includes(action) && everPossible(action, fulfilment))
    .map((action) => ({ action, whyNot: whyNot(status, action, fulfilment) }))
}

export const isDeadline = (type: HappeningType) => (deadlineKinds as readonly HappeningType[]).includes(type)
