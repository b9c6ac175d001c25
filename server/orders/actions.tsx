import { randomUUID } from 'node:crypto'
import type { Context } from 'hono'
import type { StaffAction } from '../../domain/happening.ts'
import { may, type Task } from '../../domain/roles.ts'
import type { Entry } from '../../views/order/details.ts'
import { paths } from '../../views/paths.ts'
import type { Key } from '../../views/words.ts'
import { showNotAllowed } from '../allow.tsx'
import type { AppEnv, WebDeps } from '../env.ts'
import { readForm } from '../form.ts'
import { showMessage } from '../messages.tsx'
import { isForPart } from '../page.tsx'
import { type Act, act, findAction } from './act.ts'
import { readActionForm } from './action-schemas.ts'
import type { Answers } from './answers.ts'
import { type FoundOrder, findOrder } from './find.ts'
import { outcoming } from './outcome.ts'
import { showOrder } from './show.tsx'

const statusOf = { applied: 200, refused: 409, failed: 500, waiting: 202 } as const satisfies Record<
  Entry['state'],
  number
>

/** What staff alone may not do. */
const managed: Partial<Record<StaffAction, { task: Task; why: Extract<Key, `${string}.notAllowed`> }>> = {
  giveBack: { task: 'giveBackOtherwise', why: 'giveBack.notAllowed' },
  reopen: { task: 'reopenOrders', why: 'reopen.notAllowed' },
  voidGiftCard: { task: 'voidGiftCards', why: 'giftCards.notAllowed' },
  changePrice: { task: 'changePrices', why: 'priceChange.notAllowed' },
}

/** A form of an order: read, written down, told, and answered with a page that says what became of it. */
export async function takeAction(
  c: Context<AppEnv, '/:source/:number/:action'>,
  deps: WebDeps,
  answers: Answers,
  action: StaffAction,
) {
  const order = await findOrder(deps.sql, c.req.param('source'), c.req.param('number'))
  if (!order) return showMessage(c, 404, 'noOrder')
  const task = managed[action]
  if (task && !may(c.get('user').role, task.task)) return showNotAllowed(c, deps.sql, task.task, task.why)
  const fields = await readForm(c)
  const form = readActionForm(action, order, fields)
  const actionId = form.actionId ?? randomUUID()
  if (!form.ok) {
    const { t } = c.get('words')
    const errors = form.faults.map(({ field, message, count }) => ({
      field,
      message: t(message, count === undefined ? undefined : { count }),
    }))
    const refusedForm = { action, actionId, values: fields, errors }
    return showOrder(c, deps.sql, order, { refusedForm, status: 422 })
  }
  const wish = { action, actionId, payload: form.payload, seenVersion: form.version }
  return carryOut(c, deps, answers, order, wish)
}

/** Sends an action on its way and shows what became of it. */
export async function carryOut(
  c: Context<AppEnv>,
  deps: WebDeps,
  answers: Answers,
  order: FoundOrder,
  wish: Act,
) {
  await act(deps, answers, order, c.get('user'), wish)
  const shown = paths.outcome(order, wish.actionId)
  if (!isForPart(c)) return c.redirect(shown, 303)
  c.header('HX-Replace-Url', shown)
  const entry = await findAction(deps.sql, order.id, wish)
  return showOrder(c, deps.sql, order, { outcome: outcoming(entry), status: statusOf[entry.state] })
}
