import type { Server } from 'node:http'
import { isIPv6 } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { CommandError } from './command-error.ts'
import { settlesWithin } from './guarded-child.ts'

type App = { fetch(request: Request, ...rest: unknown[]): Response | Promise<Response> }

export type RunningWeb = {
  /** the address for people, with the real port */
  url: string
  /** takes no more requests and lets those under way end, for at most 5 s */
  stop(): Promise<void>
}

const secondsToDrain = 5
const triesForAFreePort = 10

/** Serves the app; `localhost` means 127.0.0.1 and, where the machine has it, ::1. */
export async function startWeb(
  app: App,
  { host, port }: { host: string; port: number },
): Promise<RunningWeb> {
  const servers = host === 'localhost' ? await onLoopback(app, port) : [await listen(app, host, port)]
  const address = servers[0]?.address()
  const realPort = typeof address === 'object' && address ? address.port : port
  return { url: `http://${nameOf(host)}:${realPort}`, stop: () => stopAll(servers) }
}

async function onLoopback(app: App, port: number): Promise<Server[]> {
  for (let attempt = 1; ; attempt++) {
    const v4 = await listen(app, '127.0.0.1', port)
    const address = v4.address()
    const realPort = typeof address === 'object' && address ? address.port : port
    try {
      return [v4, await listen(app, '::1', realPort)]
    } catch (error) {
      if (isWithoutIPv6(error)) return [v4]
      await stopAll([v4])
      if (port !== 0 || attempt === triesForAFreePort) throw error
    }
  }
}

function listen(app: App, host: string, port: number): Promise<Server> {
  const server = createAdaptorServer({ fetch: app.fetch as never }) as Server
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(inWords(error, host, port)))
    server.listen({ host, port }, () => resolve(server))
  })
}

function inWords(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === 'EADDRINUSE')
    return new CommandError(`PORT ${port} is taken by another program: set PORT to another one`)
  if (error.code === 'EACCES')
    return new CommandError(`PORT ${port} may not be used by this user: set PORT to one from 1024`)
  if (error.code === 'EADDRNOTAVAIL' && host !== '::1') {
    return new CommandError(`HOST ${host} is not an address of this machine`)
  }
  return error
}

function isWithoutIPv6(error: unknown) {
  const { code } = error as NodeJS.ErrnoException
  return code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT'
}

function nameOf(host: string) {
  if (host === '0.0.0.0' || host === '::' || host === 'localhost') return 'localhost'
  return isIPv6(host) ? `[${host}]` : host
}

async function stopAll(servers: Server[]) {
  await Promise.all(servers.map(stopOne))
}

async function stopOne(server: Server) {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  if (await settlesWithin(closed, secondsToDrain * 1_000)) return
  server.closeAllConnections()
  await closed
}
