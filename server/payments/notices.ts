import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Sql } from '../../db/client.ts'
import { findNoticeAccount, keepNotice, UnreadableNotice } from '../../intake/provider-notice.ts'
import type { WebDeps } from '../env.ts'

/** Stripe's largest events have some tens of kilobytes. */
const BYTES_MAX = 256 * 1024
/** Anybody can send what is not signed: it must fill no log. */
const TOLD_EVERY_MS = 60_000

/**
 * What payment providers send by themselves. Whoever can't sign learns nothing; what is signed is kept, and answered
 * before anybody looks the payment up.
 */
export function noticeRoutes({ sql, log, readNotice }: Pick<WebDeps, 'sql' | 'log' | 'readNotice'>) {
  const limit = bodyLimit({ maxSize: BYTES_MAX, onError: (c) => c.json({ error: 'too large' }, 413) })
  const tell = seldom(async (account: string | null, count: number) => {
    log.warn({ account, count }, 'notices of a payment provider were not signed')
    if (account !== null) await noteUnsigned(sql, account)
  })
  const routes = new Hono().onError((error, c) => {
    if (!(error instanceof UnreadableNotice)) throw error
    log.error(
      { err: error, account: c.req.param('account') },
      'a signed notice of a payment provider can not be read',
    )
    return c.json({ error: 'not readable' }, 400)
  })
  return routes.post('/:account{[A-Za-z0-9._-]{1,64}}', limit, async (c) => {
    const account = await findNoticeAccount(sql, c.req.param('account'))
    const signature = c.req.header('stripe-signature') ?? ''
    const notice = account && (await readNotice(account, await c.req.text(), signature))
    if (account === null || notice === null) {
      await tell(account?.id ?? null)
      return c.json({ error: 'not signed' }, 400)
    }
    await keepNotice(sql, account.id, notice)
    return c.json({ received: true })
  })
}

/** Shown to owners: the webhook secret may be the wrong one. */
async function noteUnsigned(sql: Sql, account: string): Promise<void> {
  await sql`update payment_accounts set unsigned_at = now() where id = ${account}`
}

/** Tells of the first at once, and of those that follow within a minute with the next one. */
function seldom(tell: (account: string | null, count: number) => Promise<void>) {
  const told = new Map<string | null, { at: number; count: number }>()
  return async (account: string | null) => {
    const now = Date.now()
    const last = told.get(account)
    if (last && now - last.at < TOLD_EVERY_MS) {
      last.count++
      return
    }
    told.set(account, { at: now, count: 0 })
    await tell(account, (last?.count ?? 0) + 1)
  }
}
