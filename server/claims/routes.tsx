import { type Context, Hono } from 'hono'
import { paths } from '../../views/paths.ts'
import type { AppEnv, WebDeps } from '../env.ts'
import { readForm, textOf } from '../form.ts'
import { showMessage } from '../messages.tsx'
import { type FoundOrder, findOrder } from '../orders/find.ts'
import { noAside, showOrder } from '../orders/show.tsx'
import { isForPart } from '../page.tsx'
import { claim, endClaim } from './claim.ts'

type ClaimContext = Context<AppEnv, '/:source/:number/claim'>

/** Who is on an order: said by themselves, and for a while. It stands in nobody's way. */
export function claimRoutes({ sql }: Pick<WebDeps, 'sql'>) {
  async function answer(c: ClaimContext, change: (order: FoundOrder) => Promise<boolean>) {
    const order = await findOrder(sql, c.req.param('source'), c.req.param('number'))
    if (!order) return showMessage(c, 404, 'noOrder')
    const isDone = await change(order)
    const address = isDone ? paths.order(order) : paths.unclaimed(order)
    if (!isForPart(c)) return c.redirect(address, 303)
    c.header('HX-Replace-Url', address)
    const aside = { ...noAside, claimed: { isDone } }
    return showOrder(c, sql, order, { aside, status: isDone ? 200 : 409 })
  }

  return new Hono<AppEnv>()
    .post('/:source/:number/claim', async (c) => {
      const from = textOf(await readForm(c), 'from').replaceAll('\0', '')
      return answer(c, (order) => claim(sql, order, c.get('user').id, from || null))
    })
    .post('/:source/:number/claim/end', (c) =>
      answer(c, async (order) => {
        await endClaim(sql, order, c.get('user').id)
        return true
      }),
    )
}
