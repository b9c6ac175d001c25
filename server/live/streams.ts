import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import type { Sql } from '../../db/client.ts'
import { countNeeded } from './needed.ts'
import type { Notices } from './notices.ts'

export const STREAMS_MAX = 500
export const STREAMS_PER_SESSION_MAX = 30
/** Changes are told at once, then gathered for so long. */
const PAUSE_MS = 300
/** How many orders need somebody is counted once for all pages, and not more often. */
const COUNT_MS = 1_000
/** Above so many the page is told that everything may have changed. */
const IDS_MAX = 100
/** How long a session that ended elsewhere may still hear; one statement for all streams. */
const LOOK_MS = 30_000
/** What a browser has not taken in yet; one that takes nothing is let go and comes back by itself. */
const UNREAD_MAX = 64

interface Stream {
  sessionId: string
  controller: ReadableStreamDefaultController<Uint8Array>
}

interface StreamsDeps {
  sql: Sql
  notices: Notices
  log: Logger
  /** Tests look more often. */
  lookMs?: number
}

const encoder = new TextEncoder()

/**
 * The open pages of this process. Each hears the ids of orders that changed and reads again what it shows; a page
 * that was away says up to where it heard, and is told whether anything happened since.
 */
export class Streams {
  readonly #deps: StreamsDeps
  readonly #open = new Set<Stream>()
  #epoch = ''
  #heard = 0
  #pending = new Set<number>()
  #resting: NodeJS.Timeout | null = null
  #looking: NodeJS.Timeout | null = null
  #counting: NodeJS.Timeout | null = null
  #needed: number | null = null
  #isClosed = false
  #isBlind = false

  constructor(deps: StreamsDeps) {
    this.#deps = deps
  }

  /**
   * Up to where this process has heard; empty while it does not listen. Taken before a page is read, so that a change
   * in between is not missed.
   */
  token(): string {
    return this.#epoch && `${this.#epoch}.${this.#heard}`
  }

  /**
   * @param since the token of the page, or of the last message it got
   * @returns null where there is no room for one more
   */
  async open(sessionId: string, since: string): Promise<ReadableStream<Uint8Array> | null> {
    await this.#deps.notices.listen(this)
    this.#epoch ||= randomUUID()
    const ofSession = [...this.#open].filter((stream) => stream.sessionId === sessionId)
    if (this.#isClosed || this.#open.size >= STREAMS_MAX || ofSession.length >= STREAMS_PER_SESSION_MAX)
      return null
    let stream: Stream | null = null
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          stream = { sessionId, controller }
          this.#open.add(stream)
          controller.enqueue(this.#message('hello', since === this.token() ? 'same' : 'changed'))
          if (this.#needed === null) this.#countSoon(0)
          else controller.enqueue(this.#message('needed', String(this.#needed)))
          this.#looking ??= setInterval(() => void this.#look(), this.#deps.lookMs ?? LOOK_MS).unref()
        },
        cancel: () => {
          if (stream) this.#drop(stream)
        },
      },
      { highWaterMark: UNREAD_MAX },
    )
  }

  get size(): number {
    return this.#open.size
  }

  /** Somebody signed out. */
  endSession(sessionId: string): void {
    for (const stream of this.#open) if (stream.sessionId === sessionId) this.#end(stream, 'signed-out')
  }

  /** The server goes; pages come back to the next one. */
  close(): void {
    this.#isClosed = true
    for (const stream of this.#open) this.#end(stream, 'away')
    for (const timer of [this.#resting, this.#counting]) if (timer) clearTimeout(timer)
  }

  hear(orderId: number): void {
    this.#heard++
    this.#pending.add(orderId)
    if (!this.#resting) this.#tell()
  }

  lookAgain(): void {
    this.#epoch = randomUUID()
    this.#countSoon(COUNT_MS)
    this.#send('orders', 'all')
  }

  #tell(): void {
    this.#resting = setTimeout(() => {
      this.#resting = null
      if (this.#pending.size > 0) this.#tell()
    }, PAUSE_MS).unref()
    const ids = [...this.#pending]
    this.#pending = new Set()
    this.#send('orders', ids.length > IDS_MAX || ids.includes(0) ? 'all' : ids.join(' '))
    this.#countSoon(COUNT_MS)
  }

  /** A change while it counts makes it count again: a count is never older than what was heard. */
  #countSoon(pauseMs: number): void {
    this.#needed = null
    if (this.#counting || this.#open.size === 0) return
    this.#counting = setTimeout(async () => {
      this.#counting = null
      try {
        const heard = this.#heard
        const needed = await countNeeded(this.#deps.sql)
        if (heard === this.#heard) this.#needed = needed
        this.#send('needed', String(needed))
      } catch (error) {
        this.#deps.log.warn({ err: error }, 'open pages do not hear how many orders need somebody')
      }
    }, pauseMs).unref()
  }

  /** Sessions end elsewhere, too: another process, another device, a person who left the shop. */
  async #look(): Promise<void> {
    const ids = [...new Set([...this.#open].map(({ sessionId }) => sessionId))]
    try {
      const { sql } = this.#deps
      const living = await sql<{ id: string }[]>`
        select s.id from sessions s join users u on u.id = s.user_id
        where s.id = any(${ids}) and s.expires_at > now() and u.deactivated_at is null`
      const known = new Set(living.map(({ id }) => id))
      for (const id of ids) if (!known.has(id)) this.endSession(id)
      if (this.#isBlind) this.#send('hello', 'changed')
      else this.#write(encoder.encode(': still here\n\n'))
      this.#isBlind = false
    } catch (error) {
      this.#isBlind = true
      this.#deps.log.warn({ err: error }, 'open pages are told that the database is away')
      this.#send('away', '')
    }
  }

  #message(event: string, data: string): Uint8Array {
    return encoder.encode(`id: ${this.token()}\nevent: ${event}\ndata: ${data}\n\n`)
  }

  #send(event: string, data: string): void {
    if (this.#open.size > 0) this.#write(this.#message(event, data))
  }

  #write(bytes: Uint8Array): void {
    for (const stream of this.#open) {
      if ((stream.controller.desiredSize ?? 0) > 0) stream.controller.enqueue(bytes)
      else this.#end(stream, 'away')
    }
  }

  #end(stream: Stream, event: string): void {
    this.#drop(stream)
    stream.controller.enqueue(this.#message(event, ''))
    stream.controller.close()
  }

  #drop(stream: Stream): void {
    this.#open.delete(stream)
    if (this.#open.size > 0 || !this.#looking) return
    clearInterval(this.#looking)
    this.#looking = null
  }
}
