import type { Sql } from '../db/client.ts'
import { openEngine } from '../runtime/engine.ts'
import { secretBox } from '../runtime/secret-box.ts'
import { createApp, type WebApp } from '../server/app.ts'
import { ensureFirstOwner } from '../server/auth.ts'
import type { Database, Place } from './place.ts'

/** Seals the bench shop's secret and signs its sessions. */
export const benchKey = Buffer.alloc(32, 7)

export interface SignedInApp {
  app: WebApp
  /** What a signed-in browser sends along. */
  cookie: string
}

/** The whole web server in this process, asked without a socket in between, with its owner signed in. */
export async function openApp(place: Place, database: Database, sql: Sql): Promise<SignedInApp> {
  const { config, temporal, log, scope } = place
  const engine = openEngine(temporal, log)
  scope.onClose(() => engine.close())
  const app = createApp({
    sql,
    engine,
    key: benchKey,
    secrets: secretBox(benchKey),
    databaseUrl: database.url,
    publicUrl: undefined,
    address: () => 'http://localhost',
    log,
    drawLabel: async () => Buffer.alloc(0),
    sendTestLetter: () => Promise.reject(new Error('no letters here')),
    tryPaymentAccount: () => Promise.reject(new Error('no accounts here')),
    readNotice: () => Promise.reject(new Error('no notices here')),
  })
  scope.onClose(() => app.close())
  await ensureFirstOwner(sql, config)
  return { app, cookie: await signIn(app, config) }
}

/** One more session of the owner. @returns its cookie. */
export async function signIn(app: WebApp, config: Place['config']): Promise<string> {
  const { email = '', password = '' } = config.firstOwner ?? {}
  const signedIn = await app.request('/sign-in', {
    method: 'POST',
    body: new URLSearchParams({ email, password }),
  })
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0]
  if (signedIn.status !== 303 || !cookie) throw new Error(`the owner is not let in: ${signedIn.status}`)
  return cookie
}
