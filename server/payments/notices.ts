import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { findNoticeAccount, keepNotice } from '../../intake/provider-notice.ts'
import type { WebDeps } from '../env.ts'

/** Stripe's largest events have some tens of kilobytes. */
const BYTES_MAX = 256 * 1024

/**
 * What payment providers send by themselves. Whoever can't sign learns nothing; what is signed is kept, and answered
 * before anybody looks the payment up.
 */
export function noticeRoutes({ sql, log, readNotice }: Pick<WebDeps, 'sql' | 'log' | 'readNotice'>) {
  const limit = bodyLimit({ maxSize: BYTES_MAX, onError: (c) => c.json({ error: 'too large' }, 413) })
  return new Hono().post('/:account{[A-Za-z0-9._-]{1,64}}', limit, async (c) => {
    const account = await findNoticeAccount(sql, c.req.param('account'))
    const signature = c.req.header('stripe-signature') ?? ''
    const notice = account && (await readNotice(account, await c.req.text(), signature))
    if (account === null || notice === null) {
      log.warn({ account: c.req.param('account') }, 'a notice of a payment provider was not signed')
      return c.json({ error: 'not signed' }, 400)
    }
    await keepNotice(sql, account.id, notice)
    return c.json({ received: true })
  })
}
