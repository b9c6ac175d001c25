import type { Context, MiddlewareHandler } from 'hono'
import type { AppEnv } from './env.ts'
import { hostOf } from './https.ts'
import { showMessage } from './messages.tsx'

const reading = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses what another site sends with our cookie (contract §4). `Sec-Fetch-Site` is missing over plain http in a
 * shop's network, so `Origin` is looked at as well; a client that sends neither is no browser.
 */
export function sameOriginOnly(publicUrl: string | undefined): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    if (reading.has(c.req.method) || comesFromHere(c, publicUrl)) return next()
    return showMessage(c, 403, 'crossSite')
  }
}

function comesFromHere(c: Context, publicUrl: string | undefined): boolean {
  const site = c.req.header('sec-fetch-site')
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
  const origin = c.req.header('origin')
  if (origin === undefined) return true
  if (!URL.canParse(origin)) return false
  const { host } = new URL(origin)
  return host === hostOf(c) || (publicUrl !== undefined && host === new URL(publicUrl).host)
}
