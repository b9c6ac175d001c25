import { randomUUID } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { staffHappeningId } from '../../domain/ids.ts'
import { type ReturnAction, returnActionOfPath } from '../../domain/returns/happening.ts'
import { may } from '../../domain/roles.ts'
import { takeReturn } from '../../intake/open-return.ts'
import { paths } from '../../views/paths.ts'
import type { FormFault } from '../../views/returns/details.ts'
import { OpenReturnPage } from '../../views/returns/OpenReturnPage.tsx'
import { ReturnPage } from '../../views/returns/ReturnPage.tsx'
import { ReturnsPage } from '../../views/returns/ReturnsPage.tsx'
import type { Words } from '../../views/words.ts'
import { showNotAllowed } from '../allow.tsx'
import type { AppEnv, WebDeps } from '../env.ts'
import { type FormFields, readForm, textOf } from '../form.ts'
import { showMessage } from '../messages.tsx'
import type { Answers } from '../orders/answers.ts'
import { type FoundOrder, findOrder } from '../orders/find.ts'
import { isForPart, page } from '../page.tsx'
import { tellAndWait, writeDown } from './act.ts'
import { showBin, takeFromBin } from './bin.tsx'
import { readExchange, showExchange } from './exchange.tsx'
import { type Fault, type PageAction, readAction, readOpening } from './forms.ts'
import { type FoundReturn, findEntry, findReturn, loadOffer, loadReturn, loadReturns } from './load.ts'

type C = Context<AppEnv>

const ACTION_ID = /^[A-Za-z0-9._-]{1,64}$/
const actionIdOf = (fields: FormFields) => {
  const actionId = textOf(fields, 'actionId')
  return ACTION_ID.test(actionId) ? actionId : randomUUID()
}

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
      return showOpening(c, deps, order, { isAwaited: c.req.query('goods') === 'awaited' })
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

interface OpeningShown {
  isAwaited: boolean
  fields?: FormFields
  actionId?: string
  errors?: FormFault[]
}

async function showOpening(c: C, { sql }: WebDeps, order: FoundOrder, shown: OpeningShown) {
  const { isAwaited, fields = {}, actionId = randomUUID(), errors = [] } = shown
  const offer = await loadOffer(sql, order.id)
  const [head] = await sql<{ currency: string | null }[]>`select currency from orders where id = ${order.id}`
  const view = { words: c.get('words'), viewer: c.get('user'), order, currency: head?.currency ?? '' }
  return page(
    c,
    <OpenReturnPage
      {...view}
      offer={offer}
      isAwaited={isAwaited}
      values={fields}
      actionId={actionId}
      errors={errors}
    />,
    errors.length > 0 ? 422 : 200,
  )
}

async function takeOpening(c: C, deps: WebDeps, answers: Answers, order: FoundOrder) {
  const fields = await readForm(c)
  const actionId = actionIdOf(fields)
  const isAwaited = textOf(fields, 'goods') === 'awaited'
  const again = { isAwaited, fields, actionId }
  const form = readOpening(fields)
  if (!form.ok) {
    return showOpening(c, deps, order, { ...again, errors: faultsInWords(c.get('words'), form.faults) })
  }
  const request = { ...form.value, orderId: order.id, actionId, userId: c.get('user').id }
  const opened = await takeReturn(deps.sql, { ...request, goodsAreHere: !isAwaited })
  if ('refused' in opened) {
    const { refused, line, left } = opened
    const place = Math.max(fields.line?.indexOf(line ?? '') ?? 0, 0)
    const message = c
      .get('words')
      .t(`returns.opening.refused.${refused}`, { left: left ?? 0, line: line ?? '' })
    return showOpening(c, deps, order, { ...again, errors: [{ field: `sellable-${place}`, message }] })
  }
  const { source, number } = order
  const found: FoundReturn = { id: opened.id, n: opened.n, orderId: order.id, source, number }
  await tellAndWait(deps, answers, found, opened.goodsIn ?? 'opened')
  return c.redirect(paths.return(order, opened.n), 303)
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

const faultsInWords = ({ t }: Words, faults: readonly Fault[]): FormFault[] =>
  faults.map(({ field, code }) => ({ field, message: t(`returns.fault.${code}`) }))
