import Stripe from 'stripe'
import { PaymentFailed, PaymentRefused } from '../payment-provider.ts'

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

/** For what only reads: whatever goes wrong is a failure. @throws PaymentFailed */
export async function answered<T>(call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (error) {
    throw failure(error)
  }
}

/** The library's own error carries the whole answer along. */
export function failure(error: unknown): unknown {
  if (!(error instanceof Stripe.errors.StripeError)) return error
  const { detail, type, code, statusCode, requestId } = error
  const reason = detail instanceof Error && 'code' in detail ? String(detail.code) : code
  return new PaymentFailed([type, reason].filter(Boolean).join(' '), statusCode, requestId)
}
