import { createHmac, timingSafeEqual } from 'node:crypto'

const signatureOf = (value: string, secret: string) => createHmac('sha256', secret).update(value).digest()

/** `value.signature`, for a cookie whose value must be ours. */
export function signed(value: string, secret: string): string {
  return `${value}.${signatureOf(value, secret).toString('base64url')}`
}

/** The value; null: nothing there, or not signed by us. */
export function unsigned(text: string | undefined, secret: string): string | null {
  const dot = text?.lastIndexOf('.') ?? -1
  if (text === undefined || dot < 1) return null
  const value = text.slice(0, dot)
  const expected = signatureOf(value, secret)
  const given = Buffer.from(text.slice(dot + 1), 'base64url')
  return given.length === expected.length && timingSafeEqual(given, expected) ? value : null
}
