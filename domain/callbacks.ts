import { againAt, type TriedSoFar } from './retries.ts'

/** The one kind of callback there is (contract §2). */
export const STATUS_CHANGED = 'order.status_changed'

/** Why a callback did not arrive; each has its words in the locale files. */
export const callbackTroubles = [
  /** An answer that is not 2xx. */
  'status',
  /** 3xx: an address that moved has to be set anew. */
  'redirect',
  'timeout',
  'refused',
  'unknown_host',
  'tls',
  'broken_off',
  /** Its address leads to where nothing is sent. */
  'forbidden_address',
  /** The source has no address, or no secret, any more. */
  'not_set_up',
  'other',
] as const
export type CallbackTrouble = (typeof callbackTroubles)[number]

export type CallbackAnswer =
  | { status: number; retryAfter: string | null; trouble: null | 'status' | 'redirect' }
  | { status: null; trouble: Exclude<CallbackTrouble, 'status' | 'redirect'> }

export type AfterTry = { is: 'delivered' } | { is: 'given_up' } | { is: 'again'; at: Date }

const SECOND = 1_000
const HOUR = 3_600 * SECOND
/** A receiver may ask for a longer pause, but not out of the three days. */
const ASKED_PAUSE_MAX = 6 * HOUR
const GONE = 410

/**
 * What follows from a try. Pauses grow from seconds to six hours, for three days from the first try, the last one
 * just at their end. 410 Gone ends it at once.
 * @param chance 0 to 1, for the jitter
 */
export function afterTry(tried: TriedSoFar, answer: CallbackAnswer, now: Date, chance: number): AfterTry {
  if (answer.trouble === null) return { is: 'delivered' }
  if (answer.status === GONE) return { is: 'given_up' }
  const asked = answer.status === null ? 0 : Math.min(askedPause(answer.retryAfter, now), ASKED_PAUSE_MAX)
  const at = againAt(tried, now, chance, asked)
  return at === null ? { is: 'given_up' } : { is: 'again', at }
}

/** `Retry-After` in milliseconds, as seconds or as a date (RFC 9110 §10.2.3); 0: none that can be read. */
function askedPause(retryAfter: string | null, now: Date): number {
  if (retryAfter === null) return 0
  if (/^\d{1,9}$/.test(retryAfter.trim())) return Number(retryAfter) * SECOND
  const date = Date.parse(retryAfter)
  return Number.isNaN(date) ? 0 : Math.max(0, date - now.getTime())
}
