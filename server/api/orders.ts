import { Hono } from 'hono'
import { isOrderNumber } from '../../intake/web-order-schema.ts'
import { cancellationOf } from './cancellation.ts'
import type { RouteDeps, SignedEnv } from './deps.ts'
import { listOrders } from './list-orders.ts'
import { findOrder } from './order-json.ts'
import { answerPost } from './post.ts'
import { notAllowed, problem } from './problem.ts'
import { listQuery, readQuery } from './query.ts'
import { deliver, readDelivery } from './receive-orders.ts'

/** Everything below /v1/sources/{source}/orders. */
export function orderRoutes({ sql, directory }: RouteDeps) {
  return new Hono<SignedEnv>()
    .post('/', async (c) => {
      const delivery = await readDelivery(c.var.body, directory)
      return answerPost(c, sql, (tx) => deliver(tx, c.var.source, delivery))
    })
    .get('/', async (c) => {
      const read = readQuery(listQuery, c.req.query())
      if (!read.ok) return problem(c, 'bad-request', 'A parameter is wrong.', { errors: read.errors })
      return c.json(await listOrders(sql, c.var.source, read.query))
    })
    .all('/', notAllowed('GET, POST'))
    .get('/:number', async (c) => {
      const number = c.req.param('number')
      const order = isOrderNumber(number) ? await findOrder(sql, c.var.source, number) : undefined
      if (!order)
        return problem(c, 'not-found', 'There is no order with this number, or it has no status yet.')
      return c.json(order)
    })
    .all('/:number', notAllowed('GET'))
    .post('/:number/cancellation', (c) => {
      const cancel = cancellationOf(c.req.param('number'), c.var.body)
      return answerPost(c, sql, (tx) => cancel(tx, c.var.source))
    })
    .all('/:number/cancellation', notAllowed('POST'))
}
