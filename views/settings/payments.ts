import type { PaymentProviderName } from '../../domain/payment-account.ts'

/** An account at a payment provider, without its secrets. */
export interface AccountShown {
  id: string
  provider: PaymentProviderName
  merchantAccount: string
  hasWebhookSecret: boolean
  deactivatedAt: Date | null
  /** The sources whose orders' money it takes. */
  sources: string[]
  /** The last notice that was signed, and when one came last that was not. */
  lastNotice: { type: string; at: Date } | null
  unsignedAt: Date | null
}

/** What the provider said when it was asked whose the key is. */
export type AccountTried =
  | { isGood: true; name: string | null; isTest: boolean }
  | { isGood: false; why: 'key' | 'rights' }
  /** It could not be asked. */
  | { isGood: null; errorId: string }
