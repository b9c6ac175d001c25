import { type Context, Hono } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { paths } from '../../views/paths.ts'
import { CodePage, SignInPage } from '../../views/SignInPage.tsx'
import type { Auth } from '../auth.ts'
import type { AppEnv, WebDeps } from '../env.ts'
import { readForm, textOf } from '../form.ts'
import { addressOf, isHttps } from '../https.ts'
import { showMessage } from '../messages.tsx'
import { page } from '../page.tsx'
import { isLimited, noteFailure, whenFree } from './limits.ts'
import { localPath } from './local-path.ts'
import { noteSignIn } from './notes.ts'
import { PASSWORD_MAX } from './password.ts'
import type { Sessions } from './session.ts'

/** The longest address that mail can carry (RFC 5321). */
const EMAIL_MAX = 254
const CODE_MAX = 32
const CODE_COOKIE = 'kickstand_code'
/** As long as better-auth keeps it. */
const CODE_SECONDS = 600

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
      if ('challenge' in attempt) {
        setCookie(c, CODE_COOKIE, attempt.challenge, { ...codeCookie(c), maxAge: CODE_SECONDS })
        return c.redirect(paths.signInCode(next), 303)
      }
      sessions.keep(c, attempt.token)
      return c.redirect(next ?? paths.queue(), 303)
    })
    .get('/sign-in/code', (c) => {
      const next = localPath(c.req.query('next'))
      if (!getCookie(c, CODE_COOKIE)) return c.redirect(paths.signIn(next), 303)
      return page(c, <CodePage words={c.get('words')} next={next} />)
    })
    .post('/sign-in/code', async (c) => {
      const form = await readForm(c)
      const next = localPath(textOf(form, 'next'))
      const challenge = getCookie(c, CODE_COOKIE)
      if (!challenge) return c.redirect(paths.signIn(next), 303)
      const words = c.get('words')
      const answer = await auth.answer(challenge, textOf(form, 'code').slice(0, CODE_MAX), fromOf(c))
      if (answer === 'wrong') {
        return page(c, <CodePage words={words} next={next} error={words.t('signIn.codeWrong')} />, 401)
      }
      deleteCookie(c, CODE_COOKIE, codeCookie(c))
      if (answer === 'over') {
        return page(c, <SignInPage words={words} next={next} error={words.t('signIn.codeOver')} />, 401)
      }
      await noteSignIn(deps.sql, answer.userId, 'code')
      sessions.keep(c, answer.token)
      return c.redirect(next ?? paths.queue(), 303)
    })
    .post('/sign-out', async (c) => {
      await sessions.end(c)
      return c.redirect(paths.signIn(), 303)
    })

  function fromOf(c: Context<AppEnv>) {
    return { address: addressOf(c, deps.publicUrl), agent: c.req.header('user-agent') ?? '' }
  }

  function codeCookie(c: Context<AppEnv>) {
    const secure = isHttps(c, deps.publicUrl)
    return { path: '/sign-in', httpOnly: true, sameSite: 'Lax', secure } as const
  }

  async function trySignIn(c: Context<AppEnv>, email: string, password: string) {
    const from = fromOf(c)
    const outcome = await whenFree(async () => {
      if (await isLimited(deps.sql, email, from.address)) return 'limited' as const
      const plausible = email.length <= EMAIL_MAX && password.length <= PASSWORD_MAX
      const opened = plausible ? await auth.openSession(email.toLowerCase(), password, from) : null
      if (opened === null) await noteFailure(deps.sql, email, from.address)
      else if ('token' in opened) await noteSignIn(deps.sql, opened.userId, 'password')
      return { opened }
    })
    if (outcome === null) return 'busy' as const
    return outcome === 'limited' ? outcome : outcome.opened
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
