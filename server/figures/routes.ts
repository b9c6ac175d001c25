import { timingSafeEqual } from 'node:crypto'
import type { Context } from 'hono'
import { Hono } from 'hono'
import type { Registry } from 'prom-client'
import type { AppEnv } from '../env.ts'

/** A proxy on this machine asks from loopback, too, but says for whom. */
const forwarded = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via']

/**
 * The figures in Prometheus' text format. They name nobody, but how a shop fares is its own business: without a token
 * they are for programs on this machine, with one for whoever names it.
 */
export function figureRoutes(registry: Registry, refresh: () => Promise<void>, token: string | undefined) {
  return new Hono<AppEnv>().get('/', async (c) => {
    if (!(token === undefined ? isFromHere(c) : namesToken(c, token))) {
      c.header('WWW-Authenticate', 'Bearer')
      return c.text('Unauthorized\n', 401)
    }
    await refresh()
    return c.body(await registry.metrics(), 200, { 'Content-Type': registry.contentType })
  })
}

function isFromHere(c: Context): boolean {
  if (forwarded.some((name) => c.req.header(name) !== undefined)) return false
  const { incoming } = (c.env ?? {}) as { incoming?: { socket?: { remoteAddress?: string } } }
  const address = (incoming?.socket?.remoteAddress ?? '').replace(/^::ffff:/, '')
  return address === '::1' || address.startsWith('127.')
}

function namesToken(c: Context, token: string): boolean {
  const [given, right] = [Buffer.from(c.req.header('authorization') ?? ''), Buffer.from(`Bearer ${token}`)]
  return given.length === right.length && timingSafeEqual(given, right)
}
