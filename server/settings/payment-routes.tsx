import { type Context, Hono } from 'hono'
import type { AccountFault, AccountForm } from '../../domain/payment-account.ts'
import { findNoticeAccount } from '../../intake/provider-notice.ts'
import type { FieldError } from '../../views/fields.tsx'
import { paths } from '../../views/paths.ts'
import { PaymentPage } from '../../views/settings/PaymentPage.tsx'
import { PaymentsPage } from '../../views/settings/PaymentsPage.tsx'
import type { AccountTried } from '../../views/settings/payments.ts'
import type { Key, Words } from '../../views/words.ts'
import { allow } from '../allow.tsx'
import type { AppEnv, WebDeps } from '../env.ts'
import { readForm, textOf } from '../form.ts'
import { originOf } from '../https.ts'
import { showMessage } from '../messages.tsx'
import { page } from '../page.tsx'
import { saidOf } from '../said.ts'
import { actorOf } from './actor.ts'
import { loadAccounts } from './load-payments.ts'
import { shopZone } from './load-sources.ts'
import {
  type AccountAnswer,
  addAccount,
  changeAccount,
  deactivateAccount,
  reactivateAccount,
} from './payments.ts'

type C = Context<AppEnv>
type Deps = Pick<WebDeps, 'sql' | 'secrets' | 'publicUrl' | 'log' | 'tryPaymentAccount'>

const ID = '/payments/:id{[A-Za-z0-9._-]{1,64}}'

const dones = {
  added: 'payments.done.added',
  changed: 'payments.done.changed',
  deactivated: 'payments.done.deactivated',
  reactivated: 'payments.done.reactivated',
} as const satisfies Record<string, Key>
type Done = keyof typeof dones

/** The shop's accounts at its payment provider; for owners. */
export function paymentRoutes(deps: Deps) {
  const { sql, secrets } = deps
  return new Hono<AppEnv>()
    .use('/payments/*', allow(sql, 'managePayments'))
    .get('/payments', (c) => showAccounts(c, deps))
    .post('/payments', async (c) => {
      const form = await readAccountForm(c)
      const answer = await addAccount(sql, secrets, actorOf(c), form)
      if (answer.ok) return c.redirect(paths.payment(form.id, 'added' satisfies Done), 303)
      return showAccounts(c, deps, form, errorsOf(c.get('words'), answer))
    })
    .get(ID, (c) => showAccount(c, deps, c.req.param('id'), {}))
    .post(ID, async (c) => {
      const form = await readAccountForm(c)
      const answer = await changeAccount(sql, secrets, actorOf(c), c.req.param('id'), form)
      return show(c, deps, c.req.param('id'), answer, 'changed', form.merchantAccount)
    })
    .post(`${ID}/test`, (c) => tryIt(c, deps, c.req.param('id')))
    .post(`${ID}/deactivate`, async (c) => {
      const id = c.req.param('id')
      return show(c, deps, id, await deactivateAccount(sql, actorOf(c), id), 'deactivated')
    })
    .post(`${ID}/reactivate`, async (c) => {
      const id = c.req.param('id')
      return show(c, deps, id, await reactivateAccount(sql, actorOf(c), id), 'reactivated')
    })
}

async function showAccounts(
  c: C,
  { sql, publicUrl }: Deps,
  form?: AccountForm & { id: string },
  errors?: FieldError[],
) {
  const [accounts, timeZone] = await Promise.all([loadAccounts(sql), shopZone(sql)])
  const view = { words: c.get('words'), viewer: c.get('user'), accounts, timeZone, form, errors }
  return page(c, <PaymentsPage {...view} address={originOf(c, publicUrl)} />, errors ? 422 : 200)
}

interface AccountView {
  merchantAccount?: string
  errors?: FieldError[]
  tried?: AccountTried
}

async function showAccount(c: C, { sql, publicUrl }: Deps, id: string, shown: AccountView) {
  const [[account], timeZone] = await Promise.all([loadAccounts(sql, id), shopZone(sql)])
  if (!account) return showMessage(c, 404, 'notFound')
  const { errors, tried } = shown
  const done = errors || tried ? null : saidOf(dones, c.req.query('done'))
  const view = { words: c.get('words'), viewer: c.get('user'), account, timeZone, done, ...shown }
  return page(c, <PaymentPage {...view} address={originOf(c, publicUrl)} />, errors ? 422 : 200)
}

function show(c: C, deps: Deps, id: string, answer: AccountAnswer, done: Done, merchantAccount?: string) {
  if (answer.ok) return c.redirect(paths.payment(id, done), 303)
  if (answer.why === 'unknown') return showMessage(c, 404, 'notFound')
  return showAccount(c, deps, id, { merchantAccount, errors: errorsOf(c.get('words'), answer) })
}

/** Asks the provider whose the key is; nothing of it is kept. */
async function tryIt(c: C, deps: Deps, id: string) {
  const account = await findNoticeAccount(deps.sql, id)
  if (!account) return showMessage(c, 404, 'notFound')
  try {
    return showAccount(c, deps, id, { tried: await deps.tryPaymentAccount(account) })
  } catch (error) {
    const errorId = c.get('requestId')
    deps.log.error({ err: error, account: id, requestId: errorId }, 'a payment account could not be tried')
    return showAccount(c, deps, id, { tried: { isGood: null, errorId } })
  }
}

async function readAccountForm(c: C): Promise<AccountForm & { id: string }> {
  const fields = await readForm(c)
  const text = (name: string) => textOf(fields, name).trim()
  return {
    id: text('id'),
    merchantAccount: text('merchantAccount'),
    apiKey: text('apiKey'),
    webhookSecret: text('webhookSecret'),
  }
}

function errorsOf({ t, list }: Words, answer: Exclude<AccountAnswer, { ok: true }>): FieldError[] {
  if (answer.why === 'in_use') {
    return [{ field: 'access', message: t('payments.why.in_use', { sources: list(answer.sources) }) }]
  }
  if (answer.why !== 'faults') return [{ field: 'id', message: t(`payments.why.${answer.why}`) }]
  return answer.faults.map(({ field, code }: AccountFault) => ({
    field,
    message: t(`payments.fault.${code}`),
  }))
}
