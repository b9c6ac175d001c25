import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * Standard Webhooks, https://www.standardwebhooks.com. Of our own, over the bytes: the `standardwebhooks` package
 * hashes in JavaScript, where 5 MB from anybody block the process, and decodes the body to text first. The tests
 * hold the two against each other.
 */
export interface SignedRequest {
  id: string
  /** Unix seconds, as text. */
  timestamp: string
  /** "v1,<base64>", several with spaces between. */
  signature: string
  body: Uint8Array
}

export const TOLERANCE_SECONDS = 300
/** Both secrets of a rotation on both sides make four. */
const SIGNATURES_MAX = 10
const PREFIX = 'whsec_'

/** The key that `whsec_<base64>` holds. */
export function keyOfSecret(secret: string): Buffer {
  return Buffer.from(secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret, 'base64')
}

/** The header `webhook-signature` for a message. */
export function sign(key: Uint8Array, { id, timestamp, body }: Omit<SignedRequest, 'signature'>): string {
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`
}

/** Whether one of the keys signed exactly this, at most 300 s ago or ahead. */
export function isSigned(request: SignedRequest, keys: readonly Uint8Array[], now: Date): boolean {
  if (!isWellFormed(request) || !isTimely(request.timestamp, now)) return false
  const given = request.signature.split(' ').slice(0, SIGNATURES_MAX)
  return keys.map((key) => sign(key, request)).some((right) => given.some((one) => isSame(one, right)))
}

function isWellFormed({ id, timestamp }: SignedRequest): boolean {
  return /^[\x21-\x7e]{1,256}$/.test(id) && /^\d{1,12}$/.test(timestamp)
}

function isTimely(timestamp: string, now: Date): boolean {
  return Math.abs(Math.floor(now.getTime() / 1_000) - Number(timestamp)) <= TOLERANCE_SECONDS
}

function isSame(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)]
  return a.length === b.length && timingSafeEqual(a, b)
}
