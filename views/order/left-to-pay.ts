import type { OrderDetails } from './details.ts'

/** What of a reservation is still to be paid, in minor units, by the website's payments and the till's; null: nothing. */
export function leftToPay(
  order: Pick<OrderDetails, 'fulfilment' | 'status' | 'total' | 'payments'>,
): number | null {
  const { fulfilment, status, total, payments } = order
  if (fulfilment !== 'reserve' || total === null || status === 'rejected' || status === 'archived')
    return null
  const left = payments.reduce((sum, { amount, isTakenBack }) => (isTakenBack ? sum : sum - amount), total)
  return left > 0 ? left : null
}
