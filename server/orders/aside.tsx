import { randomUUID } from 'node:crypto'
import type { Context } from 'hono'
import { paths } from '../../views/paths.ts'
import type { AppEnv, WebDeps } from '../env.ts'
import { type FormFields, readForm, textOf } from '../form.ts'
import { showMessage } from '../messages.tsx'
import { isForPart } from '../page.tsx'
import { findOrder } from './find.ts'
import { forgetMatch } from './forget-match.ts'
import { release, releasedBy } from './release.ts'
import { noAside, type Shown, showOrder } from './show.tsx'

type OrderContext = Context<AppEnv, '/:source/:number'>

/** As the envelope of every action has it. */
const ACTION_ID = /^[A-Za-z0-9._:-]{1,100}$/

/** Lets other orders go on that wait for what this one has found. */
export async function takeRelease(c: OrderContext, deps: WebDeps) {
  const order = await findOrder(deps.sql, c.req.param('source'), c.req.param('number'))
  if (!order) return showMessage(c, 404, 'noOrder')
  const actionId = actionIdOf(await readForm(c))
  await release(deps, order, c.get('user'), actionId)
  const address = paths.released(order, actionId)
  if (!isForPart(c)) return c.redirect(address, 303)
  c.header('HX-Replace-Url', address)
  const released = { ...(await releasedBy(deps.sql, actionId)), actionId }
  return showOrder(c, deps.sql, order, { aside: { ...noAside, released } })
}

/** Takes back a remembered match of one of the order's lines. */
export async function takeForget(c: OrderContext, { sql }: WebDeps) {
  const order = await findOrder(sql, c.req.param('source'), c.req.param('number'))
  if (!order) return showMessage(c, 404, 'noOrder')
  const fields = await readForm(c)
  const [line, actionId] = [textOf(fields, 'line'), actionIdOf(fields)]
  const isDone = !line.includes('\0') && (await forgetMatch(sql, order, c.get('user'), line))
  const address = paths.forgotten(order, isDone, actionId)
  if (!isForPart(c)) return c.redirect(address, 303)
  c.header('HX-Replace-Url', address)
  return showOrder(c, sql, order, { aside: { ...noAside, forgotten: { isDone, actionId } } })
}

/** What the page's address asks for, beside the order: a search, or what became of a click. */
export async function askedOf(
  c: OrderContext,
  { sql }: Pick<WebDeps, 'sql'>,
): Promise<Pick<Shown, 'aside' | 'asked'>> {
  const { released: actionId, forgotten, click = '', claimed, customer, line, product } = c.req.query()
  const released = actionId && ACTION_ID.test(actionId) ? await releasedBy(sql, actionId) : null
  return {
    aside: {
      released: released && { ...released, actionId: actionId ?? '' },
      forgotten: forgotten ? { isDone: forgotten === 'yes', actionId: click } : null,
      claimed: claimed === 'no' ? { isDone: false } : null,
    },
    asked: { customer, line, product },
  }
}

function actionIdOf(fields: FormFields): string {
  const given = textOf(fields, 'actionId').trim()
  return ACTION_ID.test(given) ? given : randomUUID()
}
