import Stripe from 'stripe'
import type { KeySeen } from '../payment-provider.ts'
import { failure } from './errors.ts'

/** Whose a key is, told by reading alone. @throws where Stripe can't be asked */
export async function whoseKey(stripe: Stripe, apiKey: string): Promise<KeySeen> {
  try {
    await stripe.paymentIntents.list({ limit: 1 })
  } catch (error) {
    if (error instanceof Stripe.errors.StripeAuthenticationError) return { isGood: false, why: 'key' }
    if (error instanceof Stripe.errors.StripePermissionError) return { isGood: false, why: 'rights' }
    throw failure(error)
  }
  return { isGood: true, name: await nameOf(stripe), isTest: /^[sr]k_test_/.test(apiKey) }
}

/** A restricted key need not be allowed to read it. */
async function nameOf(stripe: Stripe): Promise<string | null> {
  try {
    const { settings, business_profile: business, id } = await stripe.accounts.retrieveCurrent()
    return settings?.dashboard.display_name || business?.name || id
  } catch (error) {
    if (error instanceof Stripe.errors.StripePermissionError) return null
    throw failure(error)
  }
}
