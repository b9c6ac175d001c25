import { type Context, Hono } from 'hono'
import type { Sql } from '../../db/client.ts'
import { ErasurePage, type ErasureShown, type Hindered } from '../../views/erasure/ErasurePage.tsx'
import type { FieldError } from '../../views/fields.tsx'
import { type OrderName, paths } from '../../views/paths.ts'
import { allow } from '../allow.tsx'
import type { AppEnv, WebDeps } from '../env.ts'
import { readForm, textOf } from '../form.ts'
import { showMessage } from '../messages.tsx'
import { page } from '../page.tsx'
import { actorOf } from '../settings/actor.ts'
import { beginErasing, carryOn } from './erase.ts'
import { ordersOf, type Whose, whoseOrder } from './find.ts'

type C = Context<AppEnv, '/:source/:number/erase'>

/** One request erases no longer than this; the page says how much is left. */
const AT_A_TIME_MS = 4_000

/** Below /orders; for owners. */
export function erasureRoutes({ sql }: Pick<WebDeps, 'sql'>) {
  const path = '/:source/:number/erase'
  return new Hono<AppEnv>()
    .use(path, allow(sql, 'erasePeople'))
    .get(path, (c) => showErasure(c, sql))
    .post(path, async (c) => {
      const { source, number } = c.req.param()
      const name = { source, number }
      const whose = holdsNul(name) ? null : await whoseOrder(sql, name)
      if (whose === null) return showMessage(c, 404, 'noOrder')
      const isSure = textOf(await readForm(c), 'sure') === 'on'
      if (!isSure) {
        const message = c.get('words').t('erasure.sureFault')
        return showErasure(c, sql, [{ field: 'sure', message }])
      }
      const begun = await beginErasing(sql, actorOf(c), whose)
      // Somebody acted on one of the orders since the page was shown: it says which.
      if (!begun.ok) return c.redirect(paths.erase(name), 303)
      const end = Date.now() + AT_A_TIME_MS
      const { left } = await carryOn(sql, begun.id, () => Date.now() > end)
      return c.redirect(left === 0 ? paths.order(name) : paths.erase(name), 303)
    })
}

async function showErasure(c: C, sql: Sql, errors: FieldError[] = []) {
  const { source, number } = c.req.param()
  const shown = holdsNul({ source, number }) ? null : await loadErasure(sql, { source, number })
  if (shown === null) return showMessage(c, 404, 'noOrder')
  const view = { words: c.get('words'), viewer: c.get('user'), errors, ...shown }
  return page(c, <ErasurePage {...view} />, errors.length > 0 ? 422 : 200)
}

const holdsNul = ({ source, number }: OrderName) => `${source}${number}`.includes('\0')

async function loadErasure(sql: Sql, order: OrderName): Promise<ErasureShown | null> {
  const whose = await whoseOrder(sql, order)
  if (whose === null) return null
  const [orders, left] = await Promise.all([ordersOf(sql, whose), leftOf(sql, whose)])
  return {
    order,
    customerId: 'customerId' in whose ? whose.customerId : null,
    orders: orders.filter(({ erasedAt }) => erasedAt === null).length,
    hindered: orders.filter((each): each is (typeof orders)[number] & Hindered => each.hindrance !== null),
    left,
  }
}

/** How many orders wait of an erasure that was begun; null: none was. */
async function leftOf(sql: Sql, whose: Whose): Promise<number | null> {
  const [begun] = await sql<{ left: number }[]>`
    select count(o.order_id)::int as left
    from erasures e left join erased_orders o on o.erasure_id = e.id and o.erased_at is null
    where e.ended_at is null and ${
      'customerId' in whose
        ? sql`e.customer_id = ${whose.customerId}`
        : sql`e.id in (select erasure_id from erased_orders where order_id = ${whose.orderId})`
    }
    group by e.id`
  return begun?.left ?? null
}
