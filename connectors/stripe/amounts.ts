import { decimalsOf } from '../../domain/money.ts'
import { PaymentRefused } from '../payment-provider.ts'

/**
 * Stripe counts some currencies otherwise than ISO 4217: without decimals there, in hundredths here, and the other way
 * round (https://docs.stripe.com/currencies#special-cases).
 */
const stripeDecimals: Record<string, number> = { ISK: 2, UGX: 2, MGA: 0 }
const TEN = 10

/** ISO minor units as Stripe counts them. @throws PaymentRefused where Stripe has no such amount */
export function toStripe(minor: number, currency: string): number {
  const [iso, theirs] = decimals(currency)
  const units = minor * TEN ** (theirs - iso)
  // Of three decimals the last must be zero.
  const isWhole = Number.isSafeInteger(units) && (theirs < 3 || units % TEN === 0)
  if (!isWhole) throw new PaymentRefused('amount_steps')
  return units
}

/** What Stripe counts in ISO minor units. */
export function fromStripe(units: number, currency: string): number {
  const [iso, theirs] = decimals(currency.toUpperCase())
  return Math.round(units * TEN ** (iso - theirs))
}

function decimals(currency: string): [iso: number, theirs: number] {
  const iso = decimalsOf(currency)
  if (iso === undefined) throw new RangeError(`${currency} is no currency`)
  return [iso, stripeDecimals[currency] ?? iso]
}
