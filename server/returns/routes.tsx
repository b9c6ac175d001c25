import { randomUUID } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { staffHappeningId } from '../../domain/ids.ts'
import { type ReturnAction, returnActionOfPath } from '../../domain/returns/happening.ts'
import { may } from '../../domain/roles.ts'
import { paths } from '../../views/paths.ts'
import type { FormFault } from '../../views/returns/details.ts'
import { ReturnPage } from '../../views/returns/ReturnPage.tsx'
import { ReturnsPage } from '../../views/returns/ReturnsPage.tsx'
import { showNotAllowed } from '../allow.tsx'
import type { AppEnv, WebDeps } from '../env.ts'
import { type FormFields, readForm, textOf } from '../form.ts'
import { showMessage } from '../messages.tsx'
import type { Answers } from '../orders/answers.ts'
import { findOrder } from '../orders/find.ts'
import { isForPart, page } from '../page.tsx'
import { tellAndWait, writeDown } from './act.ts'
import { showBin, takeFromBin } from './bin.tsx'
import { readExchange, showExchange } from './exchange.tsx'
import { ACTION_ID, actionIdOf, faultsInWords } from './fields.ts'
import { type PageAction, readAction, saleOf } from './forms.ts'
import { type FoundReturn, findEntry, findReturn, loadReturn, loadReturns } from './load.ts'
import { showOpening, takeOpening } from './opening.tsx'

type C = Context<AppEnv>

/** All returns of the shop. */
export function returnRoutes({ sql }: Pick<WebDeps, 'sql'>) {
  return new Hono<AppEnv>()
    .get('/', async (c) => {
      const returns = await loadReturns(sql)
      return page(c, <ReturnsPage words={c.get('words')} viewer={c.get('user')} {...returns} />)
    })
    .get('/bin', (c) => showBin(c, sql))
    .post('/bin/taken', (c) => takeFromBin(c, { sql }))
}

/** Below /orders: goods of one order that come back. */
export function orderReturnRoutes(deps: WebDeps, answers: Answers) {
  const { sql } = deps
  const orderOf = (c: C) => findOrder(sql, c.req.param('source') ?? '', c.req.param('number') ?? '')
  const returnOf = (c: C) => {
    const { source = '', number = '', n = '' } = c.req.param()
    return findReturn(sql, { source, number }, Number(n))
  }
  return new Hono<AppEnv>()
    .get('/:source/:number/returns/new', async (c) => {
      const order = await orderOf(c)
      if (!order) return showMessage(c, 404, 'noOrder')
      const sale = saleOf(c.req.query('sale'))
      return showOpening(c, deps, order, { isAwaited: c.req.query('goods') === 'awaited', sale })
    })
    .post('/:source/:number/returns/new', async (c) => {
      const order = await orderOf(c)
      return order ? takeOpening(c, deps, answers, order) : showMessage(c, 404, 'noOrder')
    })
    .get('/:source/:number/returns/:n{[0-9]{1,9}}', async (c) => {
      const found = await returnOf(c)
      if (!found) return showMessage(c, 404, 'notFound')
      return showReturn(c, deps, found, { done: c.req.query('done') })
    })
    .get('/:source/:number/returns/:n{[0-9]{1,9}}/exchange', async (c) => {
      const found = await returnOf(c)
      return found ? showExchange(c, deps, found) : showMessage(c, 404, 'notFound')
    })
    .post('/:source/:number/returns/:n{[0-9]{1,9}}/exchange', async (c) => {
      const found = await returnOf(c)
      return found ? takeExchange(c, deps, answers, found) : showMessage(c, 404, 'notFound')
    })
    .post('/:source/:number/returns/:n{[0-9]{1,9}}/:action', async (c) => {
      const found = await returnOf(c)
      const action = returnActionOfPath(c.req.param('action'))
      if (!found || !action || action === 'exchange') return showMessage(c, 404, 'notFound')
      return takeAction(c, deps, answers, found, action)
    })
}

interface ReturnShown {
  done?: string | undefined
  refused?: { fields: FormFields; actionId: string; errors: FormFault[] }
}

const statusOf = { applied: 200, refused: 409, failed: 500, waiting: 202 } as const

async function showReturn(c: C, deps: WebDeps, found: FoundReturn, { done, refused }: ReturnShown) {
  const isAsked = done !== undefined && ACTION_ID.test(done)
  const [details, outcome] = await Promise.all([
    loadReturn(deps.sql, found),
    isAsked ? findEntry(deps.sql, found.id, staffHappeningId(done)) : null,
  ])
  const refusedForm = refused
    ? { actionId: refused.actionId, values: refused.fields, errors: refused.errors }
    : null
  const status = refused ? 422 : outcome && isForPart(c) ? statusOf[outcome.state] : 200
  const view = { words: c.get('words'), viewer: c.get('user'), details, outcome, refusedForm }
  return page(c, <ReturnPage {...view} newId={randomUUID} />, status)
}

async function takeAction(c: C, deps: WebDeps, answers: Answers, found: FoundReturn, action: PageAction) {
  const fields = await readForm(c)
  const actionId = actionIdOf(fields)
  const details = await loadReturn(deps.sql, found)
  const form = readAction(action, fields, details)
  if (!form.ok) {
    const errors = faultsInWords(c.get('words'), form.faults)
    return showReturn(c, deps, found, { refused: { fields, actionId, errors } })
  }
  const isSettled = 'settle' in form.value && form.value.settle !== undefined
  const isChanged =
    isSettled ||
    ('changed' in form.value && form.value.changed !== undefined && details.money.ways.length > 0)
  if (isChanged && !may(c.get('user').role, 'changeRefunds')) {
    return showNotAllowed(c, deps.sql, 'changeRefunds', 'returns.notAllowed')
  }
  return carryThrough(c, deps, answers, found, { action, fields, actionId, payload: form.value })
}

async function takeExchange(c: C, deps: WebDeps, answers: Answers, found: FoundReturn) {
  const fields = await readForm(c)
  const read = await readExchange(c, deps, found, fields)
  if ('shown' in read) return read.shown
  const { payload } = read
  return carryThrough(c, deps, answers, found, {
    action: 'exchange',
    fields,
    actionId: actionIdOf(fields),
    payload,
  })
}

interface Wish {
  action: ReturnAction
  fields: FormFields
  actionId: string
  payload: object
}

/** Into the return's inbox, told to its workflow, and shown with what became of it. */
async function carryThrough(
  c: C,
  deps: WebDeps,
  answers: Answers,
  found: FoundReturn,
  { action, fields, actionId, payload }: Wish,
) {
  const id = staffHappeningId(actionId)
  const version = textOf(fields, 'version')
  const seenVersion = /^\d{1,9}$/.test(version) ? Number(version) : null
  await writeDown(deps.sql, found.id, { id, action, payload, userId: c.get('user').id, seenVersion })
  await tellAndWait(deps, answers, found, id)
  const shown = paths.returnOutcome(found, found.n, actionId)
  if (!isForPart(c)) return c.redirect(shown, 303)
  c.header('HX-Replace-Url', shown)
  return showReturn(c, deps, found, { done: actionId })
}
