import { type Context, Hono } from 'hono'
import type { Sql } from '../../db/client.ts'
import { AccountPage, type OwnSession } from '../../views/AccountPage.tsx'
import type { FieldError } from '../../views/fields.tsx'
import { paths } from '../../views/paths.ts'
import type { Key } from '../../views/words.ts'
import type { AppEnv, WebDeps } from '../env.ts'
import { readForm, textOf } from '../form.ts'
import { addressOf } from '../https.ts'
import { showMessage } from '../messages.tsx'
import { page } from '../page.tsx'
import { saidOf } from '../said.ts'
import { isGuessable } from './guessable.ts'
import { isLimited, noteFailure, whenFree } from './limits.ts'
import { hashPassword, isPassword, verifyPassword } from './password.ts'
import { endSessions, notePassword, setPassword } from './users.ts'

type C = Context<AppEnv>
type Deps = Pick<WebDeps, 'sql' | 'publicUrl'>

const SESSIONS_SHOWN = 50

const dones = {
  password: 'account.done.password',
  ended: 'account.done.ended',
  endedOthers: 'account.done.endedOthers',
} as const satisfies Record<string, Key>
type Done = keyof typeof dones

/** Everybody's own page. */
export function accountRoutes(deps: Deps) {
  const { sql } = deps
  return new Hono<AppEnv>()
    .get('/account', (c) => showAccount(c, sql, { done: c.req.query('done') }))
    .post('/account/password', (c) => changePassword(c, deps))
    .post('/account/sessions', async (c) => {
      const { id: userId, sessionId } = c.get('user')
      const session = textOf(await readForm(c), 'session').replaceAll('\0', '')
      if (session === 'others') await endSessions(sql, userId, sessionId)
      else await sql`delete from sessions where user_id = ${userId} and id = ${session}`
      const done: Done = session === 'others' ? 'endedOthers' : 'ended'
      return c.redirect(paths.account(done), 303)
    })
}

interface AccountView {
  done?: string
  errors?: FieldError[]
  status?: 422 | 429
}

async function showAccount(c: C, sql: Sql, { done, errors, status = 422 }: AccountView) {
  const user = c.get('user')
  const sessions = await sql<OwnSession[]>`
    select id, ip_address as address, user_agent as agent, updated_at as used_at
    from sessions where user_id = ${user.id} and expires_at > now()
    order by id = ${user.sessionId} desc, updated_at desc limit ${SESSIONS_SHOWN}`
  const said = saidOf(dones, done)
  const view = { words: c.get('words'), viewer: user, sessions, now: new Date(), done: said, errors }
  return page(c, <AccountPage {...view} />, errors ? status : 200)
}

async function changePassword(c: C, deps: Deps) {
  const { sql } = deps
  const { t } = c.get('words')
  const fields = await readForm(c)
  const [old, next] = [textOf(fields, 'old'), textOf(fields, 'new')]
  if (!isPassword(next)) {
    return showAccount(c, sql, { errors: [{ field: 'new', message: t('welcome.length') }] })
  }
  if (await isGuessable(next, c.get('user').email)) {
    return showAccount(c, sql, { errors: [{ field: 'new', message: t('welcome.guessable') }] })
  }
  const outcome = await whenFree(() => replacePassword(c, deps, old, next))
  if (outcome === null) return showMessage(c, 503, 'busy')
  if (outcome === 'limited') {
    return showAccount(c, sql, { errors: [{ field: 'old', message: t('signIn.tooMany') }], status: 429 })
  }
  if (outcome === 'wrong') {
    return showAccount(c, sql, { errors: [{ field: 'old', message: t('account.wrongOld') }] })
  }
  return c.redirect(paths.account('password' satisfies Done), 303)
}

/** Whoever sits at an open page may not guess either: failures count like those of the sign-in. */
async function replacePassword(c: C, { sql, publicUrl }: Deps, old: string, next: string) {
  const user = c.get('user')
  const address = addressOf(c, publicUrl)
  if (await isLimited(sql, user.email, address)) return 'limited' as const
  const [account] = await sql<{ password: string | null }[]>`
    select password from accounts where user_id = ${user.id} and provider_id = 'credential'`
  if (!isPassword(old) || !(await verifyPassword(old, account?.password ?? ''))) {
    await noteFailure(sql, user.email, address)
    return 'wrong' as const
  }
  const hash = await hashPassword(next)
  await sql.begin(async (tx) => {
    await setPassword(tx, user.id, hash, user.sessionId)
    await notePassword(tx, user.id)
  })
  return 'changed' as const
}
