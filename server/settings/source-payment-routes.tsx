import { type Context, Hono } from 'hono'
import type { SourcePaymentForm } from '../../domain/payment-account.ts'
import type { FieldError } from '../../views/fields.tsx'
import { paths } from '../../views/paths.ts'
import { SourcePaymentPage } from '../../views/settings/SourcePaymentPage.tsx'
import { allow } from '../allow.tsx'
import type { AppEnv, WebDeps } from '../env.ts'
import { readForm, textOf } from '../form.ts'
import { showMessage } from '../messages.tsx'
import { page } from '../page.tsx'
import { saidOf } from '../said.ts'
import { actorOf } from './actor.ts'
import { loadAccounts, loadSourcePayment } from './load-payments.ts'
import { changeSourcePayment } from './payments.ts'

type C = Context<AppEnv>
type Deps = Pick<WebDeps, 'sql'>

const PATH = '/sources/:id{[A-Za-z0-9._-]{1,64}}/payment'
const dones = { changed: 'sourcePayment.changed' } as const

/** By which account the money of a source's orders is taken; for owners. */
export function sourcePaymentRoutes(deps: Deps) {
  const { sql } = deps
  return new Hono<AppEnv>()
    .use(PATH, allow(sql, 'manageSources'))
    .get(PATH, (c) => show(c, deps, c.req.param('id')))
    .post(PATH, async (c) => {
      const id = c.req.param('id')
      const fields = await readForm(c)
      const form = { account: textOf(fields, 'account'), paymentType: textOf(fields, 'paymentType') }
      const answer = await changeSourcePayment(sql, actorOf(c), id, form)
      if (answer.ok) return c.redirect(paths.sourcePayment(id, 'changed'), 303)
      if (answer.why === 'unknown') return showMessage(c, 404, 'notFound')
      const { t } = c.get('words')
      const message = (code: (typeof answer.faults)[number]['code']) => t(`sourcePayment.fault.${code}`)
      const errors = answer.faults.map(({ field, code }) => ({ field, message: message(code) }))
      return show(c, deps, id, form, errors)
    })
}

async function show(c: C, { sql }: Deps, id: string, typed?: SourcePaymentForm, errors?: FieldError[]) {
  const [accounts, payment] = await Promise.all([loadAccounts(sql), loadSourcePayment(sql, id)])
  if (!payment) return showMessage(c, 404, 'notFound')
  const done = saidOf(dones, c.req.query('done'))
  const view = { words: c.get('words'), viewer: c.get('user'), id, accounts, done, errors }
  return page(c, <SourcePaymentPage {...view} form={typed ?? payment} />, errors ? 422 : 200)
}
