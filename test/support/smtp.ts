import type { AddressInfo } from 'node:net'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server'
import type { Sql } from '../../db/client.ts'

export interface ReceivedMail extends ParsedMail {
  raw: string
}

/** What a mail server does, beside taking everything. */
export interface MailBehaviour {
  /** Refuses to talk at all. */
  onConnect?: SMTPServerOptions['onConnect']
  onAuth?: SMTPServerOptions['onAuth']
  onMailFrom?: SMTPServerOptions['onMailFrom']
  onRcptTo?: SMTPServerOptions['onRcptTo']
  /** Once the whole message has come: what is answered. */
  answer?: (done: (error?: Error | null) => void, session: SMTPServerSession) => void
}

export const refuses = (responseCode: number, message: string) =>
  Object.assign(new Error(message), { responseCode })

async function whole(stream: AsyncIterable<Buffer>): Promise<Buffer | null> {
  const parts: Buffer[] = []
  try {
    for await (const part of stream) parts.push(part)
    return Buffer.concat(parts)
  } catch {
    return null
  }
}

/** A real mail server that misbehaves as it is told to. End it with `close()`. */
export async function startMailServer(options: SMTPServerOptions = {}) {
  const received: ReceivedMail[] = []
  const sessions = new Set<string>()
  let behaviour: MailBehaviour = {}
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 100,
    ...options,
    onConnect(session, done) {
      sessions.add(session.id)
      return behaviour.onConnect ? behaviour.onConnect.call(this, session, done) : done()
    },
    onAuth(auth, session, done) {
      return behaviour.onAuth
        ? behaviour.onAuth.call(this, auth, session, done)
        : done(null, { user: auth.username })
    },
    onMailFrom(address, session, done) {
      return behaviour.onMailFrom ? behaviour.onMailFrom.call(this, address, session, done) : done()
    },
    onRcptTo(address, session, done) {
      return behaviour.onRcptTo ? behaviour.onRcptTo.call(this, address, session, done) : done()
    },
    async onData(stream, session, done) {
      const raw = await whole(stream)
      // The sender broke off: RFC 5321 has nothing received then.
      if (raw === null) return done()
      received.push({ ...(await simpleParser(raw)), raw: raw.toString() })
      if (behaviour.answer) behaviour.answer(done, session)
      else done()
    },
  })
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  return {
    close: () => new Promise<void>((resolve) => server.close(resolve)),
    port,
    received,
    sessions,
    behaves(next: MailBehaviour) {
      behaviour = next
    },
    /** Drops every connection, as a machine that dies. */
    dropAll() {
      for (const connection of server.connections as Set<{ _socket: { destroy(): void } }>)
        connection._socket.destroy()
    },
    /** The shop sends by this one. */
    async setUp(sql: Sql, more: Record<string, unknown> = {}) {
      await sql`delete from mail_server`
      const row = { host: '127.0.0.1', port, security: 'none', fromAddress: 'shop@shop.test', ...more }
      await sql`insert into mail_server ${sql(row)}`
    },
  }
}

export type TestMailServer = Awaited<ReturnType<typeof startMailServer>>
