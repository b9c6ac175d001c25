import { Hono } from 'hono'
import { paths } from '../../views/paths.ts'
import type { AppEnv, WebDeps } from '../env.ts'
import { showMessage } from '../messages.tsx'
import { findOrder } from '../orders/find.ts'
import { sendAgain } from './again.ts'

/** Below /orders; everybody at the desk may have a message sent again. */
export function callbackRoutes({ sql }: Pick<WebDeps, 'sql'>) {
  return new Hono<AppEnv>().post('/:source/:number/callbacks/:seq{[0-9]{1,9}}/again', async (c) => {
    const { source, number, seq } = c.req.param()
    const order = await findOrder(sql, source, number)
    if (!order) return showMessage(c, 404, 'noOrder')
    await sendAgain(sql, order.id, Number(seq), c.get('user').id)
    return c.redirect(`${paths.order(order)}#callback-${seq}`, 303)
  })
}
