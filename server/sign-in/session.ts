import type { Context, MiddlewareHandler } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { Sql } from '../../db/client.ts'
import { whoMay } from '../../domain/roles.ts'
import { paths } from '../../views/paths.ts'
import { SESSION_SECONDS } from '../auth.ts'
import type { AppEnv, SignedIn } from '../env.ts'
import { isHttps } from '../https.ts'
import { showMessage } from '../messages.tsx'
import { signed, unsigned } from './signed-value.ts'

const NAME = 'kickstand_session'
/** A device that nobody used this long is signed out; a week after its sign-in it is in any case. */
const IDLE = '2 days'

export interface Sessions {
  read(c: Context<AppEnv>): Promise<SignedIn | null>
  keep(c: Context<AppEnv>, token: string): void
  end(c: Context<AppEnv>): Promise<void>
}

/** The cookie is Secure, and bound to this host, where the browser came by https; over plain http it works, too. */
export function createSessions(
  sql: Sql,
  secret: string,
  publicUrl: string | undefined,
  /** Told of each session that somebody ends. */
  ended: (sessionId: string) => void,
): Sessions {
  const tokenOf = (c: Context) =>
    unsigned(getCookie(c, NAME, 'host'), secret) ?? unsigned(getCookie(c, NAME), secret)
  return {
    async read(c) {
      const token = tokenOf(c)
      return token === null ? null : findSession(sql, token)
    },
    keep(c, token) {
      const shared = { path: '/', httpOnly: true, sameSite: 'Lax', maxAge: SESSION_SECONDS } as const
      const value = signed(token, secret)
      if (isHttps(c, publicUrl)) setCookie(c, NAME, value, { ...shared, secure: true, prefix: 'host' })
      else setCookie(c, NAME, value, shared)
    },
    async end(c) {
      const token = tokenOf(c)
      if (token !== null) {
        const gone = await sql<{ id: string }[]>`delete from sessions where token = ${token} returning id`
        for (const { id } of gone) ended(id)
      }
      deleteCookie(c, NAME, { path: '/', ...(isHttps(c, publicUrl) ? { secure: true, prefix: 'host' } : {}) })
    },
  }
}

/** One statement, since every page pays it; once a minute a second one notes that somebody was here. */
async function findSession(sql: Sql, token: string): Promise<SignedIn | null> {
  const [found] = await sql<(SignedIn & { unnoted: boolean })[]>`
    select u.id, u.name, u.email, u.role, s.id as session_id,
      exists (select from sample_shop where removed_at is null) as has_sample,
      u.role = 'owner' and coalesce((select differences > 0 from book_checks where state = 'done' order by id desc limit 1),
        false) as books_differ,
      case when u.role = any(${[...whoMay('mendStuck')]}::text[]) then coalesce((select total
        + (looked_at < now() - interval '3 minutes')::int from watch), 0) else 0 end as stuck,
      not u.two_factor_enabled and exists (select from sign_in_rules where u.role = any(second_factor_roles))
        as needs_second_factor,
      s.updated_at < now() - interval '1 minute' as unnoted
    from sessions s join users u on u.id = s.user_id
    where s.token = ${token} and s.expires_at > now() and s.updated_at > now() - ${IDLE}::interval
      and u.deactivated_at is null`
  if (!found) return null
  const { unnoted, ...user } = found
  if (unnoted) await noteSeen(sql, user)
  return user
}

async function noteSeen(sql: Sql, { id, sessionId }: SignedIn): Promise<void> {
  await sql`
    with session as (update sessions set updated_at = now() where id = ${sessionId})
    update users set last_seen_at = now() where id = ${id}`
}

/** Lets only people through who are signed in; a page leads to the sign-in and back. */
export function signedInOnly(sessions: Sessions): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const user = await sessions.read(c)
    if (user) {
      c.set('user', user)
      return next()
    }
    const { pathname, search } = new URL(c.req.url)
    const isStream = c.req.header('accept') === 'text/event-stream'
    if (c.req.method === 'GET' && !c.req.header('hx-request') && !isStream) {
      return c.redirect(paths.signIn(pathname === '/' ? undefined : pathname + search), 303)
    }
    return showMessage(c, 401, 'signedOut')
  }
}
