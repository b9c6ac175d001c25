import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { collectDefaultMetrics, Registry } from 'prom-client'
import type { Config } from './config.ts'
import type { Scope } from './scope.ts'

/** A registry with what every process tells of itself: CPU, memory, handles, how late its loop is. */
export function processFigures(): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'kickstand_' })
  return registry
}

/**
 * A worker has no pages: where METRICS_PORT is set it tells its own figures there, and that it lives. On loopback, or
 * where HOST says.
 * @returns its port
 */
export async function openWorkerFigures(config: Config, scope: Scope): Promise<number | undefined> {
  if (config.metricsPort === undefined) return undefined
  const registry = processFigures()
  const server = createServer(async (request, response) => {
    const path = (request.url ?? '').split('?')[0]
    const isAllowed =
      config.metricsToken === undefined || request.headers.authorization === `Bearer ${config.metricsToken}`
    if (path === '/health/live') return response.end('{"status":"ok"}')
    if (path !== '/metrics') return response.writeHead(404).end()
    if (!isAllowed) return response.writeHead(401, { 'www-authenticate': 'Bearer' }).end()
    response.writeHead(200, { 'content-type': registry.contentType }).end(await registry.metrics())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: config.host, port: config.metricsPort }, resolve)
  })
  scope.onClose(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}
