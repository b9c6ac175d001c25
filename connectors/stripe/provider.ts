import Stripe from 'stripe'
import {
  type DisputeSeen,
  type PaymentProvider,
  PaymentRefused,
  type PaymentSeen,
  type PaymentWish,
  type RefundSeen,
} from '../payment-provider.ts'
import { whoseKey } from './account.ts'
import { fromStripe, toStripe } from './amounts.ts'
import { answered, refused } from './errors.ts'
import { readNotice } from './notice.ts'

/** Longer than Stripe takes on a bad day, shorter than an activity may. */
const LONGEST_MS = 20_000
const KEY_FIELD = 'kickstand_key'
/** Stripe's own limit of a page; an order is refunded line by line at most a few times. */
const REFUNDS_LISTED = 100

/** Told with the payment: card, fee, and what was given back. */
const expanded = { expand: ['latest_charge.balance_transaction', 'latest_charge.refunds'] }

const once = ({ key, attempt }: Pick<PaymentWish, 'key' | 'attempt'>) => ({
  idempotencyKey: `${key}:${attempt}`,
})

export interface StripeAccount {
  apiKey: string
  webhookSecret: string
  /** Another server than Stripe's, for tests: "http://127.0.0.1:4010". */
  baseUrl?: string | undefined
  /** How long each request may take; whoever has less time than 20 s. */
  timeoutMs?: number | undefined
}

/** Payments by Stripe's own library; whoever calls retries, with the same key. */
export function stripeProvider(account: StripeAccount): PaymentProvider {
  const stripe = new Stripe(account.apiKey, {
    maxNetworkRetries: 0,
    timeout: account.timeoutMs ?? LONGEST_MS,
    telemetry: false,
    ...serverOf(account.baseUrl),
  })
  const lookUp = async (reference: string) => {
    const intent = await answered(stripe.paymentIntents.retrieve(reference, expanded))
    return seenOf(intent, await disputesOf(stripe, intent))
  }
  return {
    lookUp,
    async capture({ reference, amount, currency, ...wish }) {
      const wished = { amount_to_capture: toStripe(amount, currency), ...expanded }
      return settle(
        stripe.paymentIntents.capture(reference, wished, once(wish)),
        async (intent) => seenOf(intent, await disputesOf(stripe, intent)),
        async () => {
          const seen = await lookUp(reference)
          if (seen.state === 'captured') return seen
          throw new PaymentRefused(seen.state === 'released' ? 'expired_hold' : `payment_${seen.state}`)
        },
      )
    },
    async release({ reference, ...wish }) {
      return settle(
        stripe.paymentIntents.cancel(reference, expanded, once(wish)),
        async (intent) => seenOf(intent, await disputesOf(stripe, intent)),
        async () => {
          const seen = await lookUp(reference)
          if (seen.state === 'released') return seen
          throw new PaymentRefused(`payment_${seen.state}`)
        },
      )
    },
    async refund({ reference, amount, currency, ...wish }) {
      const metadata = { [KEY_FIELD]: wish.key }
      const wished = { payment_intent: reference, amount: toStripe(amount, currency), metadata }
      return refundSeen(await refused(stripe.refunds.create(wished, once(wish))), currency)
    },
    async findRefund({ reference, currency, key }) {
      const { data } = await answered(
        stripe.refunds.list({ payment_intent: reference, limit: REFUNDS_LISTED }),
      )
      const made = data.find(({ metadata }) => metadata?.[KEY_FIELD] === key)
      return made ? refundSeen(made, currency) : null
    },
    whoseKey: () => whoseKey(stripe, account.apiKey),
    readNotice: (body, signature) => readNotice(stripe, account.webhookSecret, body, signature),
  }
}

function serverOf(baseUrl: string | undefined): Stripe.StripeConfig {
  if (baseUrl === undefined) return {}
  const { hostname, port, protocol } = new URL(baseUrl)
  return { host: hostname, port: Number(port), protocol: protocol === 'http:' ? 'http' : 'https' }
}

/** What came too late to change anything may have been done before: then `already` says so, or throws. */
async function settle(
  call: Promise<Stripe.PaymentIntent>,
  done: (intent: Stripe.PaymentIntent) => Promise<PaymentSeen>,
  already: () => Promise<PaymentSeen>,
): Promise<PaymentSeen> {
  try {
    return await done(await refused(call))
  } catch (error) {
    if (!(error instanceof PaymentRefused) || error.code !== 'payment_intent_unexpected_state') throw error
    return already()
  }
}

const states: Record<Stripe.PaymentIntent.Status, PaymentSeen['state']> = {
  requires_capture: 'held',
  succeeded: 'captured',
  canceled: 'released',
  processing: 'pending',
  requires_action: 'failed',
  requires_confirmation: 'failed',
  requires_payment_method: 'failed',
}

function seenOf(intent: Stripe.PaymentIntent, disputes: DisputeSeen[]): PaymentSeen {
  const currency = intent.currency.toUpperCase()
  const inMinor = (units: number) => fromStripe(units, currency)
  const charge = typeof intent.latest_charge === 'object' ? intent.latest_charge : null
  const card = charge?.payment_method_details?.card ?? null
  const balance = charge && typeof charge.balance_transaction === 'object' ? charge.balance_transaction : null
  return {
    state: states[intent.status] ?? 'pending',
    currency,
    amount: inMinor(intent.amount),
    captured: inMinor(intent.amount_received),
    refunded: inMinor(charge?.amount_refunded ?? 0),
    captureBefore: card?.capture_before ? new Date(card.capture_before * 1_000) : null,
    cardType: card?.brand ?? charge?.payment_method_details?.type ?? null,
    // In the currency of the payout, which may be another one.
    fee: balance?.currency === intent.currency ? inMinor(balance.fee) : null,
    disputes,
  }
}

async function disputesOf(stripe: Stripe, { id, latest_charge: charge }: Stripe.PaymentIntent) {
  if (typeof charge !== 'object' || !charge?.disputed) return []
  const found = await answered(stripe.disputes.list({ payment_intent: id, limit: 10 }))
  return found.data.map(
    ({ id: disputeId, status, reason, amount, currency, evidence_details: evidence }): DisputeSeen => ({
      id: disputeId,
      status,
      reason,
      amount: fromStripe(amount, currency),
      evidenceBy: evidence.due_by ? new Date(evidence.due_by * 1_000) : null,
    }),
  )
}

function refundSeen({ id, amount, status }: Stripe.Refund, currency: string): RefundSeen {
  const state =
    status === 'succeeded' ? 'done' : status === 'pending' || status === null ? 'pending' : 'failed'
  return { id, amount: fromStripe(amount, currency), state }
}
