import { Readable } from 'node:stream'
import type { ConnectionOptions } from 'node:tls'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { MailAnswer } from '../../domain/letter-tries.ts'
import type { OwnServer } from '../outbox/addresses.ts'
import { judgeFailure, wordsOf } from './answers.ts'
import type { MailServer } from './claim.ts'
import type { Message } from './message.ts'
import { openSocket } from './socket.ts'

export interface SmtpLimits {
  connectMs: number
  /** For each answer of the server. */
  answerMs: number
  /** For all of it. */
  wholeMs: number
}

export const smtpLimits: SmtpLimits = { connectMs: 10_000, answerMs: 30_000, wholeMs: 90_000 }

export interface SmtpDeps {
  own: readonly OwnServer[]
  limits: SmtpLimits
  /** Whom to trust beside the machine's own list. */
  tls?: ConnectionOptions | undefined
}

export interface Giving {
  server: MailServer
  password: string | null
  message: Message
  /** Noted before the first byte of the message leaves; false: it must not go out any more. */
  handOver(): Promise<boolean>
}

class Withdrawn extends Error {
  override name = 'Withdrawn'
}

/**
 * Gives one letter to the mail server. Never throws: what went wrong is the answer. Whatever fails before the message
 * itself is sent, which is once the server has said 354, has surely not gone out.
 */
export async function giveToServer(
  deps: SmtpDeps,
  giving: Giving,
  breakOff: AbortSignal,
): Promise<MailAnswer> {
  const { server, password, message } = giving
  const whole = AbortSignal.any([breakOff, AbortSignal.timeout(deps.limits.wholeMs)])
  const body = new HeldBack(message.raw, giving.handOver, whole)
  let session: Session | null = null
  try {
    session = await openSession(deps, server, whole)
    if (server.username !== null) await session.login(server.username, password ?? '')
    const words = await session.send(message, body)
    session.quit()
    return { is: 'taken', words: wordsOf(words) }
  } catch (error) {
    session?.close()
    // What is noted as handed over a moment later would never be answered.
    await body.settled
    if (error instanceof Withdrawn) return { is: 'withdrawn' }
    if (body.failure) throw body.failure
    return judgeFailure(error, body.isHanded)
  }
}

/** The message, which begins to flow when the server wants it and the desk has noted that it goes. */
class HeldBack extends Readable {
  isHanded = false
  /** The desk itself could not note it. */
  failure: Error | null = null
  settled: Promise<void> = Promise.resolve()
  private hasBegun = false

  constructor(
    private readonly raw: Buffer,
    private readonly handOver: () => Promise<boolean>,
    private readonly stop: AbortSignal,
  ) {
    super()
  }

  override _read(): void {
    if (this.hasBegun) return
    this.hasBegun = true
    this.settled = this.begin()
  }

  private async begin(): Promise<void> {
    try {
      if (!(await this.handOver())) return void this.destroy(new Withdrawn())
      if (this.destroyed || this.stop.aborted) return void this.destroy(new Error('told to stop'))
      this.isHanded = true
      this.push(this.raw)
      this.push(null)
    } catch (error) {
      this.failure = error instanceof Error ? error : new Error(String(error))
      this.destroy(this.failure)
    }
  }
}

interface Session {
  login(user: string, pass: string): Promise<void>
  send(message: Message, body: Readable): Promise<string>
  quit(): void
  close(): void
}

/** nodemailer's connection, each step a promise that also ends when the connection does. */
async function openSession(deps: SmtpDeps, server: MailServer, stop: AbortSignal): Promise<Session> {
  const { limits, own, tls } = deps
  const { host, port, security } = server
  const socket = await openSocket({ host, port, own, connectMs: limits.connectMs }, stop)
  const connection = new SMTPConnection({
    host,
    connection: socket,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    greetingTimeout: limits.answerMs,
    socketTimeout: limits.answerMs,
    tls,
  })
  const broken = new Promise<never>((_, reject) => {
    connection.on('error', reject)
    connection.once('end', () => reject(new Error('the connection ended')))
    stop.addEventListener('abort', () => reject(stop.reason), { once: true })
  })
  broken.catch(() => undefined)
  const step = <T>(begin: (done: (error: Error | null | undefined, value: T) => void) => void) =>
    Promise.race([
      broken,
      new Promise<T>((resolve, reject) => begin((error, value) => (error ? reject(error) : resolve(value)))),
    ])
  const close = () => connection.close()
  try {
    await step<void>((done) => connection.connect((error) => done(error)))
  } catch (error) {
    close()
    throw error
  }
  return {
    login: (user, pass) => step<void>((done) => connection.login({ user, pass }, (error) => done(error))),
    send: async ({ from, to, raw }, body) => {
      const envelope = { from, to: [to], size: raw.length }
      return (await step<{ response: string }>((done) => connection.send(envelope, body, done))).response
    },
    quit: () => connection.quit(),
    close,
  }
}
