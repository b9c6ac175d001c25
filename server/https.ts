import { isIP } from 'node:net'
import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context } from 'hono'

/** The host that the browser used. */
export function hostOf(c: Context): string {
  return (c.req.header('host') ?? new URL(c.req.url).host).toLowerCase()
}

/** Whether the browser came by https: to us, or to the proxy before us. A shop's own network may use plain http. */
export function isHttps(c: Context, publicUrl: string | undefined): boolean {
  if (new URL(c.req.url).protocol === 'https:') return true
  if (c.req.header('x-forwarded-proto')?.split(',')[0]?.trim() === 'https') return true
  if (!publicUrl) return false
  const { protocol, host } = new URL(publicUrl)
  return protocol === 'https:' && host.toLowerCase() === hostOf(c)
}

/** The address by which this browser reached us: others in the shop reach us by it, too. */
export function originOf(c: Context, publicUrl: string | undefined): string {
  return publicUrl ?? `${isHttps(c, publicUrl) ? 'https' : 'http'}://${hostOf(c)}`
}

/** Where the request came from; behind a proxy (KICKSTAND_URL is set) the last address that it names. */
export function addressOf(c: Context, publicUrl: string | undefined): string {
  const peer = c.env?.incoming ? (getConnInfo(c).remote.address ?? 'unknown') : 'unknown'
  if (!publicUrl) return peer
  const named = c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() ?? ''
  return isIP(named) ? named : peer
}
