import type { ProviderNotice } from '../intake/provider-notice.ts'

export type { ProviderNotice }

/** Money reserved or taken at a provider, as the provider tells it; amounts in minor units of `currency` (ISO 4217). */
export interface PaymentSeen {
  /** `pending`: the provider itself does not know yet; `failed`: it never held anything. */
  state: 'held' | 'captured' | 'released' | 'pending' | 'failed'
  currency: string
  /** What was reserved. */
  amount: number
  captured: number
  refunded: number
  /** When the hold ends by itself; null: not told, or nothing is held. */
  captureBefore: Date | null
  /** "visa"; null: not told. */
  cardType: string | null
  /** What the provider kept of it; null: not told. */
  fee: number | null
  /** Open or lost disputes, the newest first. */
  disputes: DisputeSeen[]
}

export interface DisputeSeen {
  id: string
  status: string
  reason: string
  amount: number
  evidenceBy: Date | null
}

export interface RefundSeen {
  id: string
  amount: number
  state: 'pending' | 'done' | 'failed'
}

/** Whose the key is that the account is used with; `rights`: it may not read payments. */
export type KeySeen =
  | { isGood: true; name: string | null; isTest: boolean }
  | { isGood: false; why: 'key' | 'rights' }

export interface PaymentWish {
  /** The provider's own reference of the payment. */
  reference: string
  currency: string
  /** Derived from order and step, never random: a second try with it is the same one. */
  key: string
  /**
   * From 1; counted up where the provider failed and a look showed that nothing was done: it would repeat the failure
   * to the same key for a day.
   */
  attempt: number
}

/** The provider has no such payment: the account or the reference is the wrong one. */
export const UNKNOWN_PAYMENT = 'resource_missing'

/** The provider said no: trying again the same way is of no use. */
export class PaymentRefused extends Error {
  override name = 'PaymentRefused'

  /** @param code the provider's own, "card_declined", "expired_hold" */
  constructor(readonly code: string) {
    super(`the payment provider refuses: ${code}`)
  }
}

/**
 * The provider could not be asked, or failed: nobody knows whether anything was done. Says only what names the failure:
 * what a provider answers may hold a card's or a person's data, and errors are logged.
 */
export class PaymentFailed extends Error {
  override name = 'PaymentFailed'

  /** @param statusCode of its HTTP answer; undefined: it never answered */
  constructor(
    kind: string,
    readonly statusCode: number | undefined,
    readonly requestId: string | undefined,
  ) {
    super(`the payment provider failed: ${kind}`)
  }
}

/**
 * A payment service. Every method may fail without anybody knowing whether it took effect: whoever calls looks the
 * payment up, or tries again with the same key.
 */
export interface PaymentProvider {
  /** @throws PaymentRefused where it is of no payment */
  lookUp(reference: string): Promise<PaymentSeen>
  /** Takes `amount` of what is held and lets go of the rest. @throws PaymentRefused */
  capture(wish: PaymentWish & { amount: number }): Promise<PaymentSeen>
  /** Lets go of what is held; done before is done. @throws PaymentRefused where it was taken meanwhile */
  release(wish: PaymentWish): Promise<PaymentSeen>
  /** @throws PaymentRefused */
  refund(wish: PaymentWish & { amount: number }): Promise<RefundSeen>
  /** The refund of a payment that was made with this key, by an earlier try; null: none was. */
  findRefund(wish: PaymentWish): Promise<RefundSeen | null>
  /** Asks nothing but whose the key is. */
  whoseKey(): Promise<KeySeen>
  /** Null: the signature does not fit. */
  readNotice(body: string, signature: string): ProviderNotice | null
}
