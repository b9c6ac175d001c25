import { type Context, Hono } from 'hono'
import type { MailForm } from '../../domain/mail-settings.ts'
import type { FieldError } from '../../views/fields.tsx'
import { paths } from '../../views/paths.ts'
import { MailPage } from '../../views/settings/MailPage.tsx'
import type { MailShown, TestOutcome } from '../../views/settings/mail.ts'
import type { Key } from '../../views/words.ts'
import { allow } from '../allow.tsx'
import type { AppEnv, WebDeps } from '../env.ts'
import { readForm, textOf } from '../form.ts'
import { loadLateLetters } from '../letters/late.ts'
import { page } from '../page.tsx'
import { saidOf } from '../said.ts'
import { actorOf } from './actor.ts'
import { shopZone } from './load-sources.ts'
import { changeMail, loadMail, removeMail } from './mail.ts'

type C = Context<AppEnv>
type Deps = Pick<WebDeps, 'sql' | 'secrets' | 'sendTestLetter'>

const dones = {
  changed: 'mail.done.changed',
  removed: 'mail.done.removed',
  tested: 'mail.tested',
} as const satisfies Record<string, Key>
type Done = keyof typeof dones

/** The mail server; for owners. */
export function mailRoutes(deps: Deps) {
  const { sql, secrets } = deps
  return new Hono<AppEnv>()
    .use('/mail/*', allow(sql, 'manageMail'))
    .get('/mail', (c) => showMail(c, deps, {}))
    .post('/mail', async (c) => {
      const form = await readMail(c)
      const answer = await changeMail(sql, secrets, actorOf(c), form)
      if (answer.ok) return c.redirect(paths.mail('changed' satisfies Done), 303)
      const { t } = c.get('words')
      const errors = answer.faults.map(({ field, code }) => ({ field, message: t(`mail.fault.${code}`) }))
      return showMail(c, deps, { form, errors })
    })
    .post('/mail/removal', async (c) => {
      await removeMail(sql, actorOf(c))
      return c.redirect(paths.mail('removed' satisfies Done), 303)
    })
    .post('/mail/test', async (c) => {
      const { t } = c.get('words')
      const letter = { to: c.get('user').email, subject: t('mail.testSubject'), text: t('mail.testText') }
      const test = await deps.sendTestLetter(letter)
      return test.isSent ? c.redirect(paths.mail('tested' satisfies Done), 303) : showMail(c, deps, { test })
    })
}

interface Shown {
  form?: MailForm
  errors?: FieldError[]
  test?: TestOutcome
}

async function showMail(c: C, { sql }: Deps, { form, errors, test }: Shown) {
  const [mail, late, timeZone] = await Promise.all([loadMail(sql), loadLateLetters(sql), shopZone(sql)])
  const view = { words: c.get('words'), viewer: c.get('user'), mail, late, timeZone }
  const done = saidOf(dones, c.req.query('done'))
  const shown = { form: form ?? formOf(mail), test: test ?? null, done: test ? null : done }
  return page(c, <MailPage {...view} {...shown} errors={errors} />, errors || test ? 422 : 200)
}

const SUBMISSION_PORT = '587'

function formOf(mail: MailShown | null): MailForm {
  const { host = '', security = 'starttls', username = null, fromAddress = '' } = mail ?? {}
  const port = mail ? String(mail.port) : SUBMISSION_PORT
  return { host, port, security, username: username ?? '', password: '', fromAddress }
}

async function readMail(c: C): Promise<MailForm> {
  const fields = await readForm(c)
  const text = (name: string) => textOf(fields, name)
  return {
    host: text('host'),
    port: text('port'),
    security: text('security'),
    username: text('username'),
    password: text('password'),
    fromAddress: text('fromAddress'),
  }
}
