import { Hono } from 'hono'
import type { Sql } from '../../db/client.ts'
import { paths } from '../../views/paths.ts'
import { SignInHelpPage } from '../../views/SignInHelpPage.tsx'
import type { AppEnv, WebDeps } from '../env.ts'
import { readForm, textOf } from '../form.ts'
import { addressOf } from '../https.ts'
import { page } from '../page.tsx'
import { isAskedTooOften, noteAsking } from './limits.ts'

/** For whoever lost the password. Says the same to everybody, so that nobody learns who has an account. */
export function helpRoutes(deps: Pick<WebDeps, 'sql' | 'publicUrl'>) {
  return new Hono<AppEnv>()
    .get('/sign-in/help', (c) => {
      const isAsked = c.req.query('asked') !== undefined
      return page(c, <SignInHelpPage words={c.get('words')} isAsked={isAsked} />)
    })
    .post('/sign-in/help', async (c) => {
      const email = textOf(await readForm(c), 'email')
        .replaceAll('\0', '')
        .trim()
        .toLowerCase()
      const address = addressOf(c, deps.publicUrl)
      if (await isAskedTooOften(deps.sql, address)) {
        const words = c.get('words')
        c.header('Retry-After', '900')
        return page(c, <SignInHelpPage words={words} error={words.t('signIn.tooMany')} />, 429)
      }
      await noteAsking(deps.sql, address)
      await keepRequest(deps.sql, email)
      return c.redirect(paths.signInHelp('asked'), 303)
    })
}

/** One row a person however often they ask; the first time counts. */
async function keepRequest(sql: Sql, email: string): Promise<void> {
  await sql`
    insert into password_requests (user_id)
    select id from users where email = ${email} and deactivated_at is null
    on conflict do nothing`
}
