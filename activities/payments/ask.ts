import {
  type PaymentProvider,
  PaymentRefused,
  type PaymentSeen,
  UNKNOWN_PAYMENT,
} from '../../connectors/payment-provider.ts'
import { stripeProvider } from '../../connectors/stripe/provider.ts'
import type { MoneyEffect } from '../../domain/payment.ts'
import type { SecretOpener } from '../../intake/directory.ts'
import type { HappeningRef } from '../record/types.ts'
import type { Claimed } from './claim.ts'

/** What came of it: the happening to record, and how its id ends. */
export type Outcome = Pick<HappeningRef, 'type' | 'payload'> & { end: string }

export interface ProviderAccess {
  /** Absent: no account can be opened, and nothing is asked. */
  secrets?: SecretOpener | undefined
  /** Of each request; without it the provider's own limit. */
  timeoutMs?: number
}

/** Asks the provider for it once; a no is an outcome. @throws whatever may go better another time */
export async function ask(
  access: ProviderAccess,
  key: string,
  kind: MoneyEffect,
  claimed: Claimed,
): Promise<Outcome> {
  const provider = providerOf(access, claimed)
  const { reference, currency, round } = claimed
  const wish = { reference, currency, key, attempt: round }
  switch (kind) {
    case 'capture':
      return decided('declined', 'captureDeclined', claimed, async () => {
        // What was seen on arrival is not asked for again: a request less for each order.
        if (!claimed.isSeen) sameCurrency(await provider.lookUp(reference), currency)
        return captured(await provider.capture({ ...wish, amount: claimed.amount ?? 0 }))
      })
    case 'release':
      return released(provider, wish)
    case 'refund':
      return decided('failed', 'refundFailed', claimed, async () => {
        // An earlier try may have done it and died before it could say so.
        const made = claimed.wasStarted ? await provider.findRefund(wish) : null
        const refund = made ?? (await provider.refund({ ...wish, amount: claimed.amount ?? 0 }))
        if (refund.state === 'failed') throw new PaymentRefused('refund_failed')
        return { end: 'done', type: 'refunded', payload: { amount: refund.amount } }
      })
    case 'lookUp':
      return decided('declined', 'captureDeclined', null, async () =>
        seen(sameCurrency(await provider.lookUp(reference), currency)),
      )
  }
}

/** @throws PaymentRefused where another currency is held than the order's: its amount would say something else */
function sameCurrency(told: PaymentSeen, currency: string): PaymentSeen {
  if (told.currency !== currency) throw new PaymentRefused('other_currency')
  return told
}

/** Where it was taken meanwhile, the provider's word on how it stands decides. */
async function released(
  provider: PaymentProvider,
  wish: Parameters<PaymentProvider['release']>[0],
): Promise<Outcome> {
  try {
    await provider.release(wish)
    return { end: 'done', type: 'released', payload: {} }
  } catch (error) {
    if (!(error instanceof PaymentRefused)) throw error
    // What it has never heard of, it does not hold.
    if (error.code === UNKNOWN_PAYMENT) return { end: 'done', type: 'released', payload: {} }
    return seen(await provider.lookUp(wish.reference))
  }
}

/** @param moving what is to move money; null: it only looks */
async function decided(
  end: string,
  type: 'captureDeclined' | 'refundFailed',
  moving: Claimed | null,
  deed: () => Promise<Outcome>,
): Promise<Outcome> {
  try {
    return await deed()
  } catch (error) {
    if (!(error instanceof PaymentRefused)) throw error
    // An earlier try may have moved it, with the key of an account that does know it.
    if (moving?.wasStarted && error.code === UNKNOWN_PAYMENT) throw error
    return { end, type, payload: { code: error.code } }
  }
}

function captured({ captured: amount, cardType, fee }: PaymentSeen): Outcome {
  return { end: 'done', type: 'captured', payload: { amount, ...known({ cardType, fee }) } }
}

function seen({
  state,
  amount,
  captured: taken,
  refunded,
  captureBefore,
  cardType,
  fee,
  disputes,
}: PaymentSeen): Outcome {
  const told = disputes.map((dispute) => ({
    ...dispute,
    evidenceBy: dispute.evidenceBy?.toISOString() ?? null,
  }))
  const more = known({ captureBefore: captureBefore?.toISOString() ?? null, cardType, fee })
  const payload = {
    state,
    ...(amount > 0 && { amount }),
    captured: taken,
    refunded,
    ...more,
    ...(told.length > 0 && { disputes: JSON.stringify(told) }),
  }
  return { end: 'seen', type: 'paymentSeen', payload }
}

const known = (values: { [name: string]: string | number | null }) =>
  Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string | number] => entry[1] !== null),
  )

function providerOf(
  { secrets, timeoutMs }: ProviderAccess,
  { apiKey, webhookSecret, baseUrl }: Claimed,
): PaymentProvider {
  if (!secrets) throw new Error('no secrets can be opened here')
  return stripeProvider({
    apiKey: secrets.open(apiKey),
    webhookSecret: secrets.open(webhookSecret),
    baseUrl: baseUrl ?? undefined,
    timeoutMs,
  })
}
