import { type Context, Hono } from 'hono'
import { MessagePage } from '../../views/MessagePage.tsx'
import { paths } from '../../views/paths.ts'
import { WelcomePage } from '../../views/WelcomePage.tsx'
import type { Auth } from '../auth.ts'
import type { AppEnv, WebDeps } from '../env.ts'
import { readForm, textOf } from '../form.ts'
import { addressOf } from '../https.ts'
import { showMessage } from '../messages.tsx'
import { page } from '../page.tsx'
import { isGuessable } from './guessable.ts'
import { whenFree } from './limits.ts'
import { noteSignIn } from './notes.ts'
import { isPassword } from './password.ts'
import { hasSecondFactor } from './second-factor-routes.tsx'
import type { Sessions } from './session.ts'
import { type Person, useWelcome, whoseWelcome } from './users.ts'

/** The one-time link by which somebody comes in for the first time, or again after a reset. */
export function welcomeRoutes(deps: Pick<WebDeps, 'sql' | 'publicUrl'>, auth: Auth, sessions: Sessions) {
  return new Hono<AppEnv>()
    .get('/welcome/:token', async (c) => {
      const token = c.req.param('token')
      const person = await whoseWelcome(deps.sql, token)
      if (!person) return gone(c)
      return page(c, <WelcomePage words={c.get('words')} token={token} email={person.email} />)
    })
    .post('/welcome/:token', async (c) => {
      const token = c.req.param('token')
      const words = c.get('words')
      const person = await whoseWelcome(deps.sql, token)
      if (!person) return gone(c)
      const password = textOf(await readForm(c), 'password')
      const isWeak = isPassword(password) && (await isGuessable(password, person.email))
      if (!isPassword(password) || isWeak) {
        const error = words.t(isWeak ? 'welcome.guessable' : 'welcome.length')
        return page(c, <WelcomePage words={words} token={token} email={person.email} error={error} />, 422)
      }
      const from = { address: addressOf(c, deps.publicUrl), agent: c.req.header('user-agent') ?? '' }
      const entered = await whenFree(async () =>
        (await useWelcome(deps.sql, token, password)) ? { session: await enter(person, from) } : 'used',
      )
      if (entered === null) return showMessage(c, 503, 'busy')
      if (entered === 'used') return gone(c)
      if (entered.session) sessions.keep(c, entered.session)
      return c.redirect(entered.session ? paths.queue() : paths.signIn(), 303)
    })

  /** A link stands for the password alone: whoever has a second factor signs in with it. */
  async function enter(person: Person, from: { address: string; agent: string }): Promise<string | null> {
    if (await hasSecondFactor(deps.sql, person.id)) return null
    const session = await auth.openProvenSession(person, from)
    if (session !== null) await noteSignIn(deps.sql, person.id, 'link')
    return session
  }
}

function gone(c: Context<AppEnv>) {
  const words = c.get('words')
  return page(
    c,
    <MessagePage words={words} title={words.t('welcome.gone')} message={words.t('welcome.goneHelp')} />,
    410,
  )
}
