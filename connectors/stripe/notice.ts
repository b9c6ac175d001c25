import Stripe from 'stripe'
import { z } from 'zod'
import type { ProviderNotice } from '../payment-provider.ts'

const TEXT_MAX = 255

const about = z.object({
  object: z.string(),
  id: z.string().max(TEXT_MAX),
  payment_intent: z.union([z.string().max(TEXT_MAX), z.object({ id: z.string().max(TEXT_MAX) })]).nullish(),
})

/** An event, whatever it is of: of those that are about no payment ("thin" ones, too) only the name is known. */
const event = z.object({
  id: z.string().min(1).max(TEXT_MAX),
  type: z.string().min(1).max(TEXT_MAX),
  /** Unix seconds, or a text. */
  created: z.union([z.number().transform((seconds) => new Date(seconds * 1_000)), z.coerce.date()]),
  data: z.object({ object: about }).optional().catch(undefined),
})

/** Null: it is not signed with `secret`, or too long ago. @throws where it is signed and can't be read */
export function readNotice(
  stripe: Stripe,
  secret: string,
  body: string,
  signature: string,
): ProviderNotice | null {
  if (!isSigned(stripe, secret, body, signature)) return null
  const { id, type, created, data } = event.parse(JSON.parse(body))
  return { id, type, at: created, reference: data ? paymentOf(data.object) : null }
}

function isSigned({ webhooks }: Stripe, secret: string, body: string, signature: string): boolean {
  if (webhooks.signature === null) throw new Error('signatures can not be verified')
  try {
    webhooks.signature.verifyHeader(body, signature, secret, webhooks.DEFAULT_TOLERANCE)
    return true
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) return false
    throw error
  }
}

function paymentOf({ object, id, payment_intent: payment }: z.infer<typeof about>): string | null {
  if (object === 'payment_intent') return id
  return (typeof payment === 'object' ? payment?.id : payment) ?? null
}
