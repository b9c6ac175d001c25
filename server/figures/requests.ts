import type { Context, MiddlewareHandler } from 'hono'
import { matchedRoutes } from 'hono/route'
import type { Logger } from 'pino'
import { Histogram, type Registry } from 'prom-client'
import type { AppEnv } from '../env.ts'

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
const SLOW_MS = 1_000
/** A click may wait 2 s for its answer. */
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Measures each request by its route, never by an address with ids in it, and logs it. */
export function measureRequests(registry: Registry, log: Logger): MiddlewareHandler<AppEnv> {
  const duration = new Histogram({
    name: 'kickstand_http_request_duration_seconds',
    help: 'How long requests took until their answer began',
    labelNames: ['method', 'route', 'status'],
    buckets,
    registers: [registry],
  })
  return async (c, next) => {
    const start = performance.now()
    await next()
    const ms = performance.now() - start
    const route = routeOf(c)
    const method = methods.has(c.req.method) ? c.req.method : 'other'
    const { status } = c.res
    duration.observe({ method, route, status: String(status) }, ms / 1_000)
    // Neither the address nor its query: they may hold what a person typed, or a link's secret.
    const details = {
      requestId: c.get('requestId'),
      method,
      route,
      status,
      ms: Math.round(ms),
      ...orderOf(c),
    }
    log[status >= 500 || ms > SLOW_MS ? 'info' : 'debug'](details, 'request')
  }
}

/** "/orders/:source/:number"; what no route answers is one. */
function routeOf(c: Context): string {
  const answering = matchedRoutes(c).filter(({ path }) => !path.endsWith('*'))
  const exact = answering.filter(({ method }) => method !== 'ALL')
  return (exact.at(-1) ?? answering.at(-1))?.path ?? 'unmatched'
}

function orderOf(c: Context): { source?: string; order?: string } {
  const { source, number } = c.req.param() as Record<string, string | undefined>
  return { ...(source && { source }), ...(number && { order: number }) }
}
