import Stripe from 'stripe'
import { PaymentFailed, PaymentRefused, UNKNOWN_PAYMENT } from '../payment-provider.ts'

/** A no of the provider's is told apart from a failure of the way there. @throws PaymentRefused, PaymentFailed */
export async function refused<T>(call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (error) {
    const isNo =
      error instanceof Stripe.errors.StripeCardError ||
      error instanceof Stripe.errors.StripeInvalidRequestError
    if (!isNo) throw failure(error)
    throw new PaymentRefused(error.decline_code ?? error.code ?? error.type)
  }
}

/** For what only reads: what it does not know is its no, whatever else goes wrong a failure. @throws PaymentRefused, PaymentFailed */
export async function answered<T>(call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (error) {
    const isUnknown =
      error instanceof Stripe.errors.StripeInvalidRequestError && error.code === UNKNOWN_PAYMENT
    throw isUnknown ? new PaymentRefused(UNKNOWN_PAYMENT) : failure(error)
  }
}

/** The library's own error carries the whole answer along. */
export function failure(error: unknown): unknown {
  if (!(error instanceof Stripe.errors.StripeError)) return error
  const { detail, type, code, statusCode, requestId } = error
  const reason = detail instanceof Error && 'code' in detail ? String(detail.code) : code
  return new PaymentFailed([type, reason].filter(Boolean).join(' '), statusCode, requestId)
}
