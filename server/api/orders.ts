import { Hono } from 'hono'
import type { Tx } from '../../db/client.ts'
import { acceptDelivery } from '../../intake/accept-delivery.ts'
import { answerOnce } from '../../intake/replay-guard.ts'
import { isOrderNumber } from '../../intake/web-order-schema.ts'
import { cancellationOf } from './cancellation.ts'
import type { RouteDeps, SignedEnv } from './deps.ts'
import { findOrder } from './find-order.ts'
import { listOrders } from './list-orders.ts'
import { sendOnce, signedPost } from './post.ts'
import { notAllowed, problem } from './problem.ts'
import { listQuery, readQuery } from './query.ts'
import { readDelivery } from './receive-orders.ts'

/** Everything below /v1/sources/{source}/orders. */
export function orderRoutes({ sql, directory, diary, tellOfWork }: RouteDeps) {
  return new Hono<SignedEnv>()
    .post('/', async (c) => {
      const delivery = await readDelivery(c.var.body, directory)
      const post = signedPost(c)
      if ('answer' in delivery) {
        return sendOnce(c, await sql.begin((tx) => answerOnce(tx, post, async () => delivery.answer)))
      }
      diary.refusedOrders(c.var.source, delivery.troubles)
      const answer = await acceptDelivery(sql, post, delivery)
      tellOfWork()
      return sendOnce(c, answer)
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
    .post('/:number/cancellation', async (c) => {
      const cancel = cancellationOf(c.req.param('number'), c.var.body)
      const work = (tx: Tx) => answerOnce(tx, signedPost(c), () => cancel(tx, c.var.source))
      return sendOnce(c, await sql.begin(work))
    })
    .all('/:number/cancellation', notAllowed('POST'))
}
