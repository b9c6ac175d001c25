import { createHash } from 'node:crypto'
import { unlinkSync } from 'node:fs'
import { createConnection, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type Holder = { pid: number; command: string }
export type HomeLock = { release(): Promise<void> }

/**
 * The lock is a listening socket, so the kernel drops it the moment its holder dies, however it dies;
 * on Linux it has no file either. It answers with who holds it.
 * @returns the lock, or who holds it.
 */
export async function lockHome(realHome: string, command: string): Promise<HomeLock | Holder> {
  const address = lockAddress(realHome)
  const server = await listen(address, command)
  if (server) return held(server)
  const holder = await askHolder(address)
  if (holder) return holder
  if (!address.startsWith('\0')) unlinkSync(address)
  const second = await listen(address, command)
  return second ? held(second) : ((await askHolder(address)) ?? { pid: 0, command: 'unknown' })
}

export function isHeldByOther(result: HomeLock | Holder): result is Holder {
  return 'pid' in result
}

/** Who holds the home's lock now, if anybody. */
export function homeHolder(realHome: string): Promise<Holder | undefined> {
  return askHolder(lockAddress(realHome))
}

function lockAddress(realHome: string) {
  const name = `kickstand-${createHash('sha256').update(realHome).digest('hex').slice(0, 32)}`
  return process.platform === 'linux' ? `\0${name}` : join(tmpdir(), `${name}.sock`)
}

function listen(address: string, command: string): Promise<Server | undefined> {
  const answer = JSON.stringify({ pid: process.pid, command } satisfies Holder)
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    socket.end(answer)
  })
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    )
    server.listen(address, () => {
      server.unref()
      resolve(server)
    })
  })
}

function held(server: Server): HomeLock {
  return { release: () => new Promise((resolve) => server.close(() => resolve())) }
}

/** A stopped holder still holds: whoever does not answer within 2 s is named as process 0. */
function askHolder(address: string): Promise<Holder | undefined> {
  return new Promise((resolve) => {
    const socket = createConnection(address)
    let answer = ''
    socket.setTimeout(2_000, () => {
      socket.destroy()
      resolve({ pid: 0, command: 'unknown' })
    })
    socket.on('data', (part) => {
      answer += part
    })
    socket.on('error', () => resolve(undefined))
    socket.on('end', () => resolve(parseHolder(answer)))
  })
}

function parseHolder(answer: string): Holder {
  try {
    const { pid, command } = JSON.parse(answer) as Partial<Holder>
    return { pid: Number(pid ?? 0), command: String(command ?? 'unknown') }
  } catch {
    return { pid: 0, command: 'unknown' }
  }
}
