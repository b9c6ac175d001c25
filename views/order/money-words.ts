import type { Dispute } from '../../domain/payment.ts'
import type { Words } from '../words.ts'

/** Codes of the provider that are told in words; of the others the code itself is shown. */
const codes = [
  'card_declined',
  'generic_decline',
  'do_not_honor',
  'insufficient_funds',
  'expired_card',
  'expired_or_canceled_card',
  'lost_or_stolen_card',
  'lost_card',
  'stolen_card',
  'fraudulent',
  'incorrect_cvc',
  'authentication_required',
  'card_not_supported',
  'processing_error',
  'try_again_later',
  'withdrawal_count_limit_exceeded',
  'amount_too_large',
  'amount_steps',
  'charge_already_refunded',
  'charge_disputed',
  'expired_hold',
  'other_currency',
  'payment_failed',
  'payment_pending',
  'payment_shared',
  'refund_failed',
  'resource_missing',
  'duplicate',
  'product_not_received',
  'product_unacceptable',
  'credit_not_processed',
  'unrecognized',
  'subscription_canceled',
  'general',
] as const
type Code = (typeof codes)[number]

/** Why the bank or the provider said no, or why somebody disputes a payment. */
export function declineInWords({ t }: Words, code: string): string {
  const known = codes.find((one): one is Code => one === code)
  return known ? t(`decline.${known}`) : code
}

const disputeStates = [
  'warning_needs_response',
  'warning_under_review',
  'warning_closed',
  'needs_response',
  'under_review',
  'won',
  'lost',
  'prevented',
] as const

/** How a dispute stands, as the provider tells it. */
export function disputeStateInWords({ t }: Words, { status }: Pick<Dispute, 'status'>): string {
  const known = disputeStates.find((one) => one === status)
  return known ? t(`disputeState.${known}`) : status
}
