import { allRejectReasons, idChecks, resolutions, tillPayments } from '../../domain/happening.ts'
import type { Words } from '../words.ts'
import type { Entry, OrderDetails } from './details.ts'
import { leftToPay } from './left-to-pay.ts'

type Told = [label: string, value: string]

const isOne = <T extends string>(values: readonly T[], value: unknown): value is T =>
  (values as readonly unknown[]).includes(value)

const written = [
  'comment',
  'text',
  'location',
  'carrier',
  'trackingNumber',
  'collectedBy',
  'resolutionReason',
  'saleNumber',
  'releasedWith',
  'line',
  'sku',
  'customerId',
] as const

/** What somebody wrote or chose with an action, each with its label; what is not known here is left out. */
export function payloadInWords(
  words: Words,
  entry: Entry,
  order: Pick<OrderDetails, 'currency' | 'fulfilment' | 'status' | 'total' | 'payments'>,
): Told[] {
  const { t, money } = words
  const { payload, event } = entry
  const texts = written.flatMap((field): Told[] => {
    const value = payload[field]
    return typeof value === 'string' && value !== '' ? [[t(`payload.${field}`), value]] : []
  })
  const { currency } = order
  const payment = event?.outcome.payment
  const paid: Told[] = payment && currency ? [[t('payload.amount'), money(payment.amount, currency)]] : []
  // It is paid at the till once, as it is completed: what was left then is left.
  const left = payment ? leftToPay(order) : null
  if (left !== null && currency) paid.push([t('payload.leftToPay'), money(left, currency)])
  // What a clock did, or followed from what was chosen, stands in the event alone.
  const { reason, resolution } = event?.outcome ?? {}
  const given = { ...(reason && { reason }), ...(resolution && { resolution }), ...payload }
  return [...chosen(words, given), ...paid, ...texts]
}

function chosen({ t, day, list }: Words, payload: Entry['payload']): Told[] {
  const told: Told[] = []
  const { reason, readyBy, holdUntil, tell, payment, method, resolution, idChecked } = payload
  if (isOne(allRejectReasons, reason)) told.push([t('payload.reason'), t(`reason.${reason}`)])
  else if (typeof reason === 'string' && reason) told.push([t('payload.reason'), reason])
  if (typeof holdUntil === 'string') told.push([t('payload.holdUntil'), holdDay({ day }, holdUntil)])
  if (tell === true) told.push([t('payload.tell'), t('field.tellByLetter')])
  if (typeof readyBy === 'string') told.push([t('payload.readyBy'), day(readyBy)])
  if (isOne(tillPayments, payment) && resolution !== 'not_bought')
    told.push([t('payload.payment'), t(`tillPayment.${payment}`)])
  if (isOne(tillPayments, method)) told.push([t('payload.payment'), t(`tillPayment.${method}`)])
  if (isOne(resolutions, resolution)) told.push([t('payload.resolution'), t(`resolution.${resolution}`)])
  const checks = Array.isArray(idChecked) ? idChecked.filter((check) => isOne(idChecks, check)) : []
  if (checks.length > 0) {
    told.push([t('payload.idChecked'), list(checks.map((check) => t(`idCheck.${check}`)))])
  }
  return told
}

/** "2026-03-09", or with a time by the store's clock. */
function holdDay({ day }: Pick<Words, 'day'>, holdUntil: string): string {
  const [date = '', time] = holdUntil.split('T')
  return time ? `${day(date)}, ${time}` : day(date)
}
