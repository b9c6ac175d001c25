import type { Server, ServerOptions } from 'node:http'
import { isIPv6, type Socket } from 'node:net'
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

type Listener = { server: Server; sockets: Set<Socket>; busy: Set<Socket> }

const secondsToDrain = 5
const triesForAFreePort = 10

type Limits = Pick<ServerOptions, 'headersTimeout' | 'requestTimeout' | 'connectionsCheckingInterval'>

/** Whoever sends its headers a letter at a time holds a connection for so long; a file of 50 MB may take minutes. */
const usualLimits: Limits = {
  headersTimeout: 20_000,
  requestTimeout: 600_000,
  connectionsCheckingInterval: 5_000,
}

/** Serves the app; `localhost` means 127.0.0.1 and, where the machine has it, ::1. */
export async function startWeb(
  app: App,
  { host, port }: { host: string; port: number },
  limits: Limits = {},
): Promise<RunningWeb> {
  const options = { ...usualLimits, ...limits }
  const listenOn = (address: string, wanted: number) => listen(app, address, wanted, options)
  const listeners = host === 'localhost' ? await onLoopback(listenOn, port) : [await listenOn(host, port)]
  const url = `http://${nameOf(host)}:${portOf(listeners[0], port)}`
  return { url, stop: () => stopAll(listeners) }
}

async function onLoopback(
  listenOn: (host: string, port: number) => Promise<Listener>,
  port: number,
): Promise<Listener[]> {
  for (let attempt = 1; ; attempt++) {
    const v4 = await listenOn('127.0.0.1', port)
    try {
      return [v4, await listenOn('::1', portOf(v4, port))]
    } catch (error) {
      if (isWithoutIPv6(error)) return [v4]
      await stopAll([v4])
      if (port !== 0 || attempt === triesForAFreePort) throw error
    }
  }
}

function listen(app: App, host: string, port: number, serverOptions: Limits): Promise<Listener> {
  const server = createAdaptorServer({ fetch: app.fetch as never, serverOptions }) as Server
  const listener: Listener = { server, sockets: new Set(), busy: new Set() }
  server.on('connection', (socket) => {
    listener.sockets.add(socket)
    socket.once('close', () => listener.sockets.delete(socket))
  })
  server.on('request', ({ socket }, response) => {
    listener.busy.add(socket)
    response.once('close', () => listener.busy.delete(socket))
  })
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(inWords(error, host, port)))
    server.listen({ host, port }, () => resolve(listener))
  })
}

function portOf(listener: Listener | undefined, port: number): number {
  const address = listener?.server.address()
  return typeof address === 'object' && address ? address.port : port
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

async function stopAll(listeners: Listener[]) {
  await Promise.all(listeners.map(stopOne))
}

/** Connections that carry no request now are closed at once: browsers keep some open that never carry one. */
async function stopOne({ server, sockets, busy }: Listener) {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  const closeUnused = () => {
    for (const socket of sockets) if (!busy.has(socket)) socket.destroy()
  }
  closeUnused()
  const closing = setInterval(closeUnused, 50)
  if (!(await settlesWithin(closed, secondsToDrain * 1_000))) server.closeAllConnections()
  await closed.finally(() => clearInterval(closing))
}
