import { type Fault, isCode, isPlainLine, type Read } from './set-up.ts'

export const paymentProviders = ['stripe'] as const
export type PaymentProviderName = (typeof paymentProviders)[number]

/** How the books call what customers pay online, unless somebody says otherwise (DOMAIN §8). */
export const PAYMENT_TYPE = 'eCommerce'

/** What Stripe is asked to send: whatever changes how a payment stands. */
export const noticesAskedFor = [
  'payment_intent.amount_capturable_updated',
  'payment_intent.succeeded',
  'payment_intent.canceled',
  'payment_intent.payment_failed',
  'charge.refunded',
  // The fee is known.
  'charge.updated',
  'refund.updated',
  'refund.failed',
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.dispute.closed',
] as const

const NAME_MAX = 200
const KEY_MAX = 500

/** What an owner types of an account; '' is nothing, and of a secret: as it was. */
export interface AccountForm {
  merchantAccount: string
  apiKey: string
  webhookSecret: string
}

export interface AccountSettings {
  merchantAccount: string
  /** Null: as it was. */
  apiKey: string | null
  webhookSecret: string | null
}

export type AccountFault = Fault<
  'id' | 'merchantAccount' | 'apiKey' | 'webhookSecret',
  'code' | 'merchant_account' | 'no_key' | 'public_key' | 'api_key' | 'webhook_secret'
>

/** @param hasKey a key was typed before */
export function readAccount(form: AccountForm, hasKey: boolean): Read<AccountSettings, AccountFault> {
  const merchantAccount = form.merchantAccount.trim()
  const apiKey = form.apiKey.trim()
  const webhookSecret = form.webhookSecret.trim()
  const faults = [
    ...nameFaults(merchantAccount),
    ...keyFaults(apiKey, hasKey),
    ...webhookSecretFaults(webhookSecret),
  ]
  if (faults.length > 0) return { ok: false, faults }
  return {
    ok: true,
    value: { merchantAccount, apiKey: apiKey || null, webhookSecret: webhookSecret || null },
  }
}

export const accountIdFaults = (id: string): AccountFault[] =>
  isCode(id) ? [] : [{ field: 'id', code: 'code' }]

const nameFaults = (name: string): AccountFault[] =>
  name !== '' && isPlainLine(name, NAME_MAX) ? [] : [{ field: 'merchantAccount', code: 'merchant_account' }]

function keyFaults(key: string, hasKey: boolean): AccountFault[] {
  if (key === '') return hasKey ? [] : [{ field: 'apiKey', code: 'no_key' }]
  if (key.startsWith('pk_')) return [{ field: 'apiKey', code: 'public_key' }]
  const isKey = key.length <= KEY_MAX && /^[sr]k_\w{4,}$/.test(key)
  return isKey ? [] : [{ field: 'apiKey', code: 'api_key' }]
}

function webhookSecretFaults(secret: string): AccountFault[] {
  const isSecret = secret.length <= KEY_MAX && /^whsec_[\w+/=-]{4,}$/.test(secret)
  return secret === '' || isSecret ? [] : [{ field: 'webhookSecret', code: 'webhook_secret' }]
}

/** How a source's orders are paid for. */
export interface SourcePaymentForm {
  /** '': the channel takes the money itself, or nobody does. */
  account: string
  paymentType: string
}

export type SourcePaymentFault = Fault<'account' | 'paymentType', 'no_account' | 'payment_type'>

export function readSourcePayment(
  form: SourcePaymentForm,
): Read<{ paymentAccount: string | null; paymentType: string }, SourcePaymentFault> {
  const { account } = form
  const paymentType = form.paymentType.trim() || PAYMENT_TYPE
  const faults: SourcePaymentFault[] = []
  if (account !== '' && !isCode(account)) faults.push({ field: 'account', code: 'no_account' })
  if (!isPlainLine(paymentType, NAME_MAX)) faults.push({ field: 'paymentType', code: 'payment_type' })
  return faults.length > 0
    ? { ok: false, faults }
    : { ok: true, value: { paymentAccount: account || null, paymentType } }
}
