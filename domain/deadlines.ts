import { answerTimes, holdReminder, holdTimes, promiseEnd } from './clocks.ts'
import type { DeadlineKind, Happening } from './happening.ts'
import type { Deadline, OrderState } from './order.ts'
import type { Rules } from './rules.ts'
import { isClosed, isProblem } from './status.ts'

/** A deadline's happening is named after its kind and due time, so that each happens at most once. */
export const deadlineId = ({ kind, at }: Deadline) => `${kind}:${at.toISOString()}`

/** A timer that comes later than this was not waited for, nor one from before the program ran: nobody could act. */
const DOWN_MS = 60_000

export const deskWasDown = (due: Date, now: Date, upSince: Date | null) =>
  now.getTime() - due.getTime() > DOWN_MS || (upSince !== null && due < upSince)

/** The deadline that a happening says has come; null: it was moved or taken off since, or is not due yet. */
export function standingDeadline(order: OrderState, { id, type, at }: Happening): Deadline | null {
  const named = order.deadlines.find((deadline) => deadline.kind === type && deadlineId(deadline) === id)
  return named && named.at <= at ? named : null
}

/** Somebody has yet to say yes or no. */
export const isUnanswered = ({ status, fulfilment }: Pick<OrderState, 'status' | 'fulfilment'>) =>
  fulfilment !== 'supplier' && (isProblem(status) || status === 'new')

type Clocks = Pick<
  OrderState,
  'respondBy' | 'answerMissedAt' | 'holdUntil' | 'holdEndedAt' | 'promiseMissedAt' | 'deadlines'
>

/**
 * The clocks of an order after a happening: one that starts is set by the rules, one that runs goes on, one whose
 * order has moved on is taken off. What is past as its clock is set is marked as missed and never enforced.
 * @param rules null: the happening sets no clock
 */
export function clocksAfter(
  before: OrderState | null,
  next: OrderState,
  happening: Happening,
  rules: Rules | null,
): Clocks {
  const parts = [
    answerClock(before, next, happening, rules),
    holdClock(before, next, happening, rules),
    promiseClock(before, next, happening, rules),
  ]
  const deadlines = [
    ...parts.flatMap(({ deadlines: own }) => own),
    ...supplierDeadlines(next),
    ...moneyDeadline(next),
  ]
  deadlines.sort((a, b) => a.at.getTime() - b.at.getTime())
  const { respondBy, answerMissedAt, holdUntil, holdEndedAt, promiseMissedAt } = next
  const times = { respondBy, answerMissedAt, holdUntil, holdEndedAt, promiseMissedAt }
  return Object.assign(times, ...parts.map(({ times: own }) => own), { deadlines })
}

interface ClockPart {
  times: Partial<Omit<Clocks, 'deadlines'>>
  deadlines: Deadline[]
}

type MakeClock = (
  before: OrderState | null,
  next: OrderState,
  happening: Happening,
  rules: Rules | null,
) => ClockPart

const answerClock: MakeClock = (before, next, happening, rules) => {
  if (!isUnanswered(next) || next.placedAt === null) return { times: { respondBy: null }, deadlines: [] }
  const runs = before !== null && isUnanswered(before) && before.placedAt !== null
  if (rules === null || (runs && happening.type !== 'rulesChanged')) {
    return { times: {}, deadlines: runningOf(before, ['answerReminder', 'answerMissed'], happening) }
  }
  const times = answerTimes(next.placedAt, rules)
  if (times === null) return { times: { respondBy: null }, deadlines: [] }
  const { respondBy, reminders } = times
  if (respondBy <= happening.at || isMissed(next.answerMissedAt, respondBy)) {
    return { times: { respondBy, answerMissedAt: next.answerMissedAt ?? happening.at }, deadlines: [] }
  }
  const ahead = reminders.filter((at) => at > happening.at)
  return {
    times: { respondBy, answerMissedAt: null },
    deadlines: [...ahead.map((at) => due('answerReminder', at)), due('answerMissed', respondBy)],
  }
}

const holdClock: MakeClock = (before, next, happening, rules) => {
  if (next.status !== 'ready_for_pickup') return { times: { holdUntil: null }, deadlines: [] }
  const { type, at } = happening
  const runs = before?.status === 'ready_for_pickup' && type !== 'extendHold' && type !== 'rulesChanged'
  if (rules === null || runs) {
    return { times: {}, deadlines: runningOf(before, ['pickupReminder', 'holdEnded'], happening) }
  }
  const holdUntil = holdUntilBy(next, happening, rules)
  if (holdUntil === null) return { times: { holdUntil, holdEndedAt: null }, deadlines: [] }
  if (holdUntil <= at || isMissed(next.holdEndedAt, holdUntil))
    return { times: { holdUntil, holdEndedAt: next.holdEndedAt ?? at }, deadlines: [] }
  const reminder = holdReminder(holdUntil, at, rules)
  return {
    times: { holdUntil, holdEndedAt: null },
    deadlines: [...(reminder ? [due('pickupReminder', reminder)] : []), due('holdEnded', holdUntil)],
  }
}

/** What somebody set by hand, or came back by an undo, stands; other rules never make it earlier than was told. */
function holdUntilBy(next: OrderState, { type, at }: Happening, rules: Rules): Date | null {
  const told = next.holdUntil
  if (told !== null && (next.holdByHand || type !== 'rulesChanged')) return told
  const times = holdTimes(next.readyAt ?? at, rules)
  if (times === null || told === null) return times?.holdUntil ?? null
  return new Date(Math.max(told.getTime(), times.holdUntil.getTime()))
}

const promiseClock: MakeClock = (before, next, happening, rules) => {
  if (next.status !== 'in_process' || next.readyBy === null) {
    return { times: next.status === 'in_process' ? { promiseMissedAt: null } : {}, deadlines: [] }
  }
  const runs = before?.status === 'in_process' && before.readyBy === next.readyBy
  if (rules === null || (runs && happening.type !== 'rulesChanged')) {
    return { times: {}, deadlines: runningOf(before, ['promiseMissed'], happening) }
  }
  const end = promiseEnd(next.readyBy, rules)
  if (end <= happening.at) {
    return { times: { promiseMissedAt: end }, deadlines: [] }
  }
  return { times: { promiseMissedAt: null }, deadlines: [due('promiseMissed', end)] }
}

/** A supplier's order goes on as the shipment says. */
function supplierDeadlines({ status, fulfilment, supplierShippedAt }: OrderState): Deadline[] {
  if (fulfilment !== 'supplier' || supplierShippedAt === null) return []
  if (status === 'new') return [due('supplierShipped', supplierShippedAt)]
  return status === 'shipped' ? [due('supplierCompleted', supplierShippedAt)] : []
}

const DAY_MS = 86_400_000

/** A day before the reservation of the customer's money ends, for as long as nobody has taken it. */
function moneyDeadline({ status, money }: OrderState): Deadline[] {
  if (money?.state !== 'held' || money.captureBefore === null || money.warned || isClosed(status)) return []
  return [due('captureEnds', new Date(new Date(money.captureBefore).getTime() - DAY_MS))]
}

/** Its end was seen to pass already, by a clock that was ahead of this one. */
const isMissed = (missedAt: Date | null, end: Date) => missedAt !== null && missedAt >= end

const due = (kind: DeadlineKind, at: Date): Deadline => ({ kind, at })

/** What still stands of these kinds, without the one that has just come. */
function runningOf(before: OrderState | null, kinds: DeadlineKind[], { id }: Happening): Deadline[] {
  return (before?.deadlines ?? []).filter(
    (deadline) => kinds.includes(deadline.kind) && deadlineId(deadline) !== id,
  )
}
