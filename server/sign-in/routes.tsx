import { type Context, Hono } from 'hono'
import { paths } from '../../views/paths.ts'
import { SignInPage } from '../../views/SignInPage.tsx'
import type { Auth } from '../auth.ts'
import type { AppEnv, WebDeps } from '../env.ts'
import { readForm, textOf } from '../form.ts'
import { addressOf } from '../https.ts'
import { showMessage } from '../messages.tsx'
import { page } from '../page.tsx'
import { isLimited, noteFailure, whenFree } from './limits.ts'
import { localPath } from './local-path.ts'
import { PASSWORD_MAX } from './password.ts'
import type { Sessions } from './session.ts'

/** The longest address that mail can carry (RFC 5321). */
const EMAIL_MAX = 254

export function signInRoutes(deps: Pick<WebDeps, 'sql' | 'publicUrl'>, auth: Auth, sessions: Sessions) {
  return new Hono<AppEnv>()
    .get('/sign-in', async (c) => {
      const next = localPath(c.req.query('next'))
      if (await sessions.read(c)) return c.redirect(next ?? paths.queue(), 303)
      return page(c, <SignInPage words={c.get('words')} next={next} />)
    })
    .post('/sign-in', async (c) => {
      const form = await readForm(c)
      const next = localPath(textOf(form, 'next'))
      const email = textOf(form, 'email')
        .trim()
        .slice(0, EMAIL_MAX + 1)
      const attempt = await trySignIn(c, email, textOf(form, 'password'))
      if (attempt === 'busy') return showMessage(c, 503, 'busy')
      if (attempt === 'limited') return refuse(c, 429, 'signIn.tooMany', email, next)
      if (attempt === null) return refuse(c, 401, 'signIn.wrong', email, next)
      sessions.keep(c, attempt.token)
      return c.redirect(next ?? paths.queue(), 303)
    })
    .post('/sign-out', async (c) => {
      await sessions.end(c)
      return c.redirect(paths.signIn(), 303)
    })

  async function trySignIn(c: Context<AppEnv>, email: string, password: string) {
    const address = addressOf(c, deps.publicUrl)
    const outcome = await whenFree(async () => {
      if (await isLimited(deps.sql, email, address)) return 'limited' as const
      const plausible = email.length <= EMAIL_MAX && password.length <= PASSWORD_MAX
      const from = { address, agent: c.req.header('user-agent') ?? '' }
      const token = plausible ? await auth.openSession(email.toLowerCase(), password, from) : null
      if (token === null) await noteFailure(deps.sql, email, address)
      return { token }
    })
    if (outcome === null) return 'busy' as const
    if (outcome === 'limited') return outcome
    return outcome.token === null ? null : { token: outcome.token }
  }
}

function refuse(
  c: Context<AppEnv>,
  status: 401 | 429,
  why: 'signIn.wrong' | 'signIn.tooMany',
  email: string,
  next: string | undefined,
) {
  const words = c.get('words')
  if (status === 429) c.header('Retry-After', '900')
  return page(c, <SignInPage words={words} email={email} next={next} error={words.t(why)} />, status)
}
