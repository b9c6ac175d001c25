import Stripe from 'stripe'
import { z } from 'zod'
import { UnreadableNotice } from '../../intake/provider-notice.ts'
import type { ProviderNotice } from '../payment-provider.ts'

/** PostgreSQL keeps neither NUL nor half a surrogate pair. */
const text = z
  .string()
  .max(255)
  .refine((value) => !/[\0\p{Cs}]/u.test(value))
/** The last second that has four digits of a year. */
const SECONDS_MAX = 253_402_300_799

const about = z.object({
  object: z.string(),
  id: text,
  payment_intent: z.union([text, z.object({ id: text })]).nullish(),
})

/** An event, whatever it is of: of those that are about no payment ("thin" ones, too) only the name is known. */
const event = z.object({
  id: text.min(1),
  type: text.min(1),
  /** Unix seconds, or a text. */
  created: z
    .union([
      z
        .number()
        .max(SECONDS_MAX)
        .transform((seconds) => new Date(seconds * 1_000)),
      z.coerce.date(),
    ])
    .refine((at) => at.getTime() >= 0 && at.getTime() <= SECONDS_MAX * 1_000),
  data: z.object({ object: about }).optional().catch(undefined),
})

/** Null: it is not signed with `secret`, or too long ago. @throws UnreadableNotice */
export function readNotice(
  stripe: Stripe,
  secret: string,
  body: string,
  signature: string,
): ProviderNotice | null {
  if (!isSigned(stripe, secret, body, signature)) return null
  const { id, type, created, data } = eventIn(body)
  return { id, type, at: created, reference: data ? paymentOf(data.object) : null }
}

function eventIn(body: string): z.infer<typeof event> {
  try {
    return event.parse(JSON.parse(body))
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) {
      throw new UnreadableNotice('a signed notice can not be read', { cause: error })
    }
    throw error
  }
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
