import { randomUUID } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import { wordsFor } from '../views/words.ts'
import type { AppEnv } from './env.ts'
import { isHttps } from './https.ts'

const CONTENT_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** One year, the least that ASVS 5.0 V3.4.1 asks for. */
const TRANSPORT = 'max-age=31536000; includeSubDomains'

/**
 * A request's id and the headers of every answer. `Referrer-Policy: same-origin` and not `no-referrer`: with that,
 * browsers send `Origin: null` with our own forms.
 */
export function commonHeaders(publicUrl: string | undefined): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const requestId = randomUUID()
    c.set('requestId', requestId)
    c.set('words', wordsFor('en'))
    await next()
    const { headers } = c.res
    headers.set('X-Request-Id', requestId)
    headers.set('Content-Security-Policy', CONTENT_POLICY)
    headers.set('X-Content-Type-Options', 'nosniff')
    headers.set('X-Frame-Options', 'DENY')
    headers.set('Referrer-Policy', 'same-origin')
    headers.set('Cross-Origin-Opener-Policy', 'same-origin')
    headers.set('Cross-Origin-Resource-Policy', 'same-origin')
    headers.set('Permissions-Policy', 'geolocation=(), microphone=(), payment=(), usb=()')
    if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'no-store')
    if (isHttps(c, publicUrl)) headers.set('Strict-Transport-Security', TRANSPORT)
  }
}
