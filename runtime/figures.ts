import { createServer, type IncomingMessage } from 'node:http'
import { collectDefaultMetrics, Registry } from 'prom-client'
import { CommandError } from './command-error.ts'
import type { Config } from './config.ts'
import { freePort } from './ports.ts'
import type { Scope } from './scope.ts'

/** A registry with what every process tells of itself: CPU, memory, handles, how late its loop is. */
export function processFigures(): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'kickstand_' })
  return registry
}

export interface WorkerFigures {
  /** host:port where the SDK is to tell its own */
  sdkAt: string
}

/**
 * A worker has no pages: where METRICS_PORT is set it tells there that it lives, its own figures, and the SDK's (how
 * long tasks wait and take). On loopback, or where HOST says.
 */
export async function openWorkerFigures(config: Config, scope: Scope): Promise<WorkerFigures | undefined> {
  const { host, metricsPort, metricsToken } = config
  if (metricsPort === undefined) return undefined
  const registry = processFigures()
  const sdkAt = `127.0.0.1:${await freePort()}`
  const isAllowed = ({ headers }: IncomingMessage) =>
    metricsToken === undefined || headers.authorization === `Bearer ${metricsToken}`
  const server = createServer(async (request, response) => {
    const path = (request.url ?? '').split('?')[0]
    if (path === '/health/live') return response.end('{"status":"ok"}')
    if (path !== '/metrics') return response.writeHead(404).end()
    if (!isAllowed(request)) return response.writeHead(401, { 'www-authenticate': 'Bearer' }).end()
    const figures = `${await registry.metrics()}\n${await sdkFigures(sdkAt)}`
    response.writeHead(200, { 'content-type': registry.contentType }).end(figures)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new CommandError(`METRICS_PORT ${metricsPort} is taken by another program`)
          : error,
      ),
    )
    server.listen({ host, port: metricsPort }, resolve)
  })
  scope.onClose(() => {
    server.closeAllConnections()
    server.close()
  })
  return { sdkAt }
}

/** Nothing until it has begun, and once it has ended. */
async function sdkFigures(address: string): Promise<string> {
  try {
    const answer = await fetch(`http://${address}/metrics`, { signal: AbortSignal.timeout(2_000) })
    return await answer.text()
  } catch {
    return ''
  }
}
