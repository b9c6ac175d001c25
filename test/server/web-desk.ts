import { randomUUID } from 'node:crypto'
import pino, { type Logger } from 'pino'
import { afterAll } from 'vitest'
import { sendTestLetter } from '../../activities/letters/test-letter.ts'
import { renderShelfLabel } from '../../activities/paper/shelf-label.ts'
import { paperWords } from '../../activities/paper/words.ts'
import { stripeProvider } from '../../connectors/stripe/provider.ts'
import type { Engine } from '../../intake/tell-workflow.ts'
import { openEngine } from '../../runtime/engine.ts'
import { embedded } from '../../runtime/services.ts'
import { createApp } from '../../server/app.ts'
import { sessionSecret } from '../../server/auth.ts'
import { signed } from '../../server/sign-in/signed-value.ts'
import type { TestDatabase } from '../support/database.ts'
import { openBox } from '../support/integrator.ts'

export const HOST = 'desk.test'
const key = Buffer.alloc(32, 7)

/** Temporal is down: nobody listens on this port. */
export function engineAway(): Engine {
  const engine = openEngine(embedded('127.0.0.1:1'), pino({ enabled: false }))
  afterAll(() => engine.close())
  return engine
}

export interface DeskOptions {
  engine?: Engine
  publicUrl?: string
  metricsToken?: string
  log?: Logger
}

/** The web server as people reach it, without a socket. */
export function openWebDesk(
  { sql, url }: TestDatabase,
  { engine, publicUrl, metricsToken, log }: DeskOptions = {},
) {
  const app = createApp({
    sql,
    engine: engine ?? engineAway(),
    key,
    secrets: openBox,
    databaseUrl: url,
    publicUrl,
    address: () => `http://${HOST}`,
    log: log ?? pino({ enabled: false }),
    drawLabel: (label) => renderShelfLabel(label, paperWords),
    sendTestLetter: (letter) => sendTestLetter({ sql, secrets: openBox, own: [] }, letter),
    tryPaymentAccount: ({ apiKey, webhookSecret, baseUrl }) =>
      stripeProvider({ apiKey, webhookSecret, baseUrl: baseUrl ?? undefined }).whoseKey(),
    readNotice: async ({ apiKey, webhookSecret }, body, signature) =>
      stripeProvider({ apiKey: openBox.open(apiKey), webhookSecret: openBox.open(webhookSecret) }).readNotice(
        body,
        signature,
      ),
    metricsToken,
  })
  afterAll(() => app.close())
  const send = (path: string, init: RequestInit = {}, env: object = {}) =>
    app.request(`http://${HOST}${path}`, init, env)

  async function cookieOf(userId: string): Promise<string> {
    const token = randomUUID()
    await sql`
      insert into sessions (id, token, user_id, expires_at)
      values (${randomUUID()}, ${token}, ${userId}, now() + interval '1 hour')`
    return `kickstand_session=${signed(token, sessionSecret(key))}`
  }

  return {
    /** For a socket of its own, where browsers reach it. */
    fetch: app.fetch,
    routes: app.routes,
    send,
    cookieOf,
    /** A person at the desk, signed in. */
    async as(userId: string) {
      const cookie = await cookieOf(userId)
      return {
        cookie,
        get: (path: string, headers: Record<string, string> = {}) =>
          send(path, { headers: { cookie, ...headers } }),
        post: (path: string, fields: Record<string, string> | [string, string][], headers = {}) =>
          send(path, { method: 'POST', body: new URLSearchParams(fields), headers: { cookie, ...headers } }),
      }
    },
  }
}

export type WebDesk = ReturnType<typeof openWebDesk>
export type Person = Awaited<ReturnType<WebDesk['as']>>

/** The words of a page as people read them. */
export async function wordsOf(response: Response): Promise<string> {
  const html = await response.text()
  return html
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
}
