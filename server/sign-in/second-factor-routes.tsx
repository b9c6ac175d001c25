import { toSVG } from 'bwip-js/node'
import { type Context, Hono } from 'hono'
import type { Sql, Tx } from '../../db/client.ts'
import type { FieldError } from '../../views/fields.tsx'
import { paths } from '../../views/paths.ts'
import { BackupCodesPage, SecondFactorPage } from '../../views/SecondFactorPage.tsx'
import type { Auth } from '../auth.ts'
import type { AppEnv, WebDeps } from '../env.ts'
import { readForm, textOf } from '../form.ts'
import { addressOf } from '../https.ts'
import { showMessage } from '../messages.tsx'
import { page } from '../page.tsx'
import { type Actor, noteChange } from '../settings/changes.ts'
import { isLimited, noteFailure, whenFree } from './limits.ts'
import { isPassword } from './password.ts'
import type { Sessions } from './session.ts'
import { endSessions } from './users.ts'

type C = Context<AppEnv>
type Deps = Pick<WebDeps, 'sql' | 'publicUrl'>

const CODE_MAX = 32

/** Everybody's own second factor: an app that shows a code, asked for beside the password. */
export function secondFactorRoutes(deps: Deps, { secondFactor }: Auth, sessions: Sessions) {
  const { sql } = deps
  const show = async (c: C, errors: FieldError[] = [], status: 200 | 422 | 429 = 422) => {
    const user = c.get('user')
    const isOn = await hasSecondFactor(sql, user.id)
    const waiting = isOn ? null : await secondFactor.uri(user.id)
    const isNeeded = user.needsSecondFactor === true
    const view = {
      words: c.get('words'),
      viewer: user,
      isOn,
      isNeeded,
      secret: waiting?.secret ?? null,
      errors,
    }
    return page(c, <SecondFactorPage {...view} />, errors.length > 0 ? status : 200)
  }

  /** What only the owner of the password may do; failures count as those of the sign-in do. */
  async function withPassword<T>(c: C, work: (token: string, password: string) => Promise<T | null>) {
    const user = c.get('user')
    const password = textOf(await readForm(c), 'password')
    const address = addressOf(c, deps.publicUrl)
    const outcome = await whenFree(async () => {
      if (await isLimited(sql, user.email, address)) return 'limited' as const
      const token = await tokenOf(sql, user.sessionId)
      const done = isPassword(password) && token !== null ? await work(token, password) : null
      if (done === null) await noteFailure(sql, user.email, address)
      return { done }
    })
    const { t } = c.get('words')
    if (outcome === null) return { shown: await showMessage(c, 503, 'busy') }
    if (outcome === 'limited') {
      return { shown: await show(c, [{ field: 'password', message: t('signIn.tooMany') }], 429) }
    }
    if (outcome.done === null) {
      return { shown: await show(c, [{ field: 'password', message: t('account.wrongOld') }]) }
    }
    return { done: outcome.done }
  }

  return new Hono<AppEnv>()
    .get('/account/second-factor', (c) => show(c))
    .get('/account/second-factor/image.svg', async (c) => {
      const waiting = await secondFactor.uri(c.get('user').id)
      if (!waiting) return showMessage(c, 404, 'notFound')
      const svg = toSVG({
        bcid: 'qrcode',
        text: waiting.uri,
        scale: 4,
        padding: 4,
        backgroundcolor: 'ffffff',
      })
      return c.body(svg, 200, { 'Content-Type': 'image/svg+xml' })
    })
    .post('/account/second-factor/begin', async (c) => {
      // Switched on in another tab meanwhile: it is no wrong password.
      if (await hasSecondFactor(sql, c.get('user').id)) return c.redirect(paths.secondFactor(), 303)
      const began = await withPassword(c, async (token, password) =>
        (await secondFactor.begin(token, password)) ? true : null,
      )
      return 'shown' in began ? began.shown : c.redirect(paths.secondFactor(), 303)
    })
    .post('/account/second-factor/confirm', async (c) => {
      const user = c.get('user')
      const code = textOf(await readForm(c), 'code').slice(0, CODE_MAX)
      const token = await tokenOf(sql, user.sessionId)
      const waiting = await secondFactor.uri(user.id)
      if (!waiting || token === null) return c.redirect(paths.secondFactor(), 303)
      const confirmed = await secondFactor.confirm(token, user.id, code)
      if (confirmed === null)
        return show(c, [{ field: 'code', message: c.get('words').t('signIn.codeWrong') }])
      await changed(sql, user.id, 'second_factor_on', confirmed.token)
      sessions.keep(c, confirmed.token)
      const { backupCodes } = confirmed
      return page(c, <BackupCodesPage words={c.get('words')} viewer={user} codes={backupCodes} />)
    })
    .post('/account/second-factor/end', async (c) => {
      const ended = await withPassword(c, (token, password) => secondFactor.end(token, password))
      if ('shown' in ended) return ended.shown
      await changed(sql, c.get('user').id, 'second_factor_off', ended.done)
      sessions.keep(c, ended.done)
      return c.redirect(paths.secondFactor(), 303)
    })
}

/** Noted, and every other session ends: they were opened by what counted before. */
async function changed(
  sql: Sql,
  userId: string,
  action: 'second_factor_on' | 'second_factor_off',
  token: string,
) {
  await sql.begin(async (tx) => {
    const [session] = await tx<{ id: string }[]>`select id from sessions where token = ${token}`
    await endSessions(tx, userId, session?.id)
    await noteChange(tx, { kind: 'person', userId }, { subjectKind: 'user', subject: userId, action })
  })
}

export async function hasSecondFactor(sql: Sql | Tx, userId: string): Promise<boolean> {
  const [user] = await sql<{ isOn: boolean }[]>`
    select two_factor_enabled as is_on from users where id = ${userId}`
  return user?.isOn ?? false
}

/** For whoever lost both the app and the codes. @returns whether there was one */
export function removeSecondFactor(sql: Sql, actor: Actor, userId: string): Promise<boolean> {
  return sql.begin(async (tx) => {
    const gone = await tx`delete from two_factors where user_id = ${userId} returning verified`
    await tx`update users set two_factor_enabled = false where id = ${userId}`
    if (gone.length === 0) return false
    await noteChange(tx, actor, { subjectKind: 'user', subject: userId, action: 'second_factor_off' })
    return true
  })
}

async function tokenOf(sql: Sql, sessionId: string): Promise<string | null> {
  const [session] = await sql<{ token: string }[]>`select token from sessions where id = ${sessionId}`
  return session?.token ?? null
}
