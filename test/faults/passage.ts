import { createServer, type Server, Socket } from 'node:net'

/** What becomes of the bytes between a process and its server. */
export type Way = 'open' | 'delayed' | 'blackhole' | 'closed'

const DELAY_MS = 250

/** Stands between one process and one of its servers, and breaks what passes as it is told. */
export class Passage {
  port = 0
  way: Way = 'open'
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  /** Sockets whose bytes went nowhere: nothing of them can be mended. */
  readonly #dead = new Set<Socket>()

  constructor(private readonly target: () => number) {
    this.#server = createServer((socket) => this.#join(socket))
    this.#server.on('error', () => undefined)
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    const address = this.#server.address()
    if (address && typeof address === 'object') this.port = address.port
  }

  stop(): Promise<unknown> {
    this.reset()
    return new Promise((resolve) => this.#server.close(resolve))
  }

  /** As by a router that was switched off and on. */
  reset(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy()
  }

  heal(): void {
    this.way = 'open'
    // Half of what was said is lost: the other side would wait for the rest for ever.
    for (const socket of this.#dead) socket.resetAndDestroy()
    this.#dead.clear()
  }

  #join(near: Socket): void {
    if (this.way === 'closed') return void near.resetAndDestroy()
    const far = new Socket()
    for (const socket of [near, far]) this.#sockets.add(socket)
    far.connect(this.target(), '127.0.0.1')
    this.#carry(near, far)
    this.#carry(far, near)
  }

  #carry(from: Socket, to: Socket): void {
    from.setNoDelay(true)
    let late = 0
    from.on('data', (bytes) => {
      if (this.way === 'blackhole') return void this.#dead.add(from).add(to)
      if (this.way === 'open' && late === 0) return void to.write(bytes)
      // Behind what is late already, or the stream would be out of order.
      late += 1
      setTimeout(() => {
        late -= 1
        if (to.writable) to.write(bytes)
      }, DELAY_MS)
    })
    from.on('error', () => undefined)
    from.on('close', () => {
      this.#sockets.delete(from)
      to.destroy()
    })
  }
}
