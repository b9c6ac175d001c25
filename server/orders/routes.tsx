import { toSVG } from 'bwip-js/node'
import { type Context, Hono } from 'hono'
import { actionOfPath } from '../../domain/happening.ts'
import type { OrderName } from '../../views/paths.ts'
import type { AppEnv, WebDeps } from '../env.ts'
import { showMessage } from '../messages.tsx'
import { takeAction } from './actions.tsx'
import { takeProduct } from './add-product.tsx'
import type { Answers } from './answers.ts'
import { askedOf, takeForget, takeRelease } from './aside.tsx'
import { findOrder } from './find.ts'
import { findLabel } from './label.ts'
import { outcomeOf } from './outcome.ts'
import { showOrder } from './show.tsx'

type OrderPath = '/:source/:number'

const nameOf = (c: Context<AppEnv, OrderPath>): OrderName => ({
  source: c.req.param('source'),
  number: c.req.param('number'),
})

export function orderRoutes(deps: WebDeps, answers: Answers) {
  const { sql } = deps
  return new Hono<AppEnv>()
    .get('/:source/:number', async (c) => {
      const outcome = await outcomeOf(sql, nameOf(c), c.req.query('done'))
      return showOrder(c, sql, nameOf(c), { outcome, ...(await askedOf(c, deps)) })
    })
    .get('/:source/:number/raw', async (c) => {
      const [order] = await sql<{ raw: string | null }[]>`
        select w.raw from web_orders w join orders o on o.id = w.id
        where w.source = ${c.req.param('source')} and w.number = ${c.req.param('number')}`
      return order?.raw ? c.text(order.raw) : showMessage(c, 404, 'noOrder')
    })
    .get('/:source/:number/barcode.svg', async (c) => {
      const order = await findOrder(sql, c.req.param('source'), c.req.param('number'))
      if (!order?.saleNumber) return showMessage(c, 404, 'notFound')
      const svg = toSVG({
        bcid: 'code128',
        text: order.saleNumber,
        height: 12,
        includetext: true,
        textxalign: 'center',
      })
      return c.body(svg, 200, { 'Content-Type': 'image/svg+xml' })
    })
    .get('/:source/:number/label.pdf', async (c) => {
      const label = await findLabel(sql, nameOf(c))
      if (!label) return showMessage(c, 404, 'notFound')
      return c.body(new Uint8Array(await deps.drawLabel(label)), 200, {
        'Content-Type': 'application/pdf',
        'Content-Disposition': 'inline; filename="shelf-label.pdf"',
      })
    })
    .get('/:source/:number/documents/:id{[0-9]{1,15}}', async (c) => {
      const { source, number, id } = c.req.param()
      const [document] = await sql<{ fileName: string; mediaType: string; content: Buffer }[]>`
        select d.file_name, d.media_type, d.content from documents d join orders o on o.id = d.order_id
        where o.source = ${source} and o.number = ${number} and d.id = ${Number(id)}`
      if (!document) return showMessage(c, 404, 'notFound')
      const fileName = document.fileName.replace(/[^A-Za-z0-9._-]/g, '_')
      return c.body(new Uint8Array(document.content), 200, {
        'Content-Type': document.mediaType,
        'Content-Disposition': `inline; filename="${fileName}"`,
      })
    })
    .post('/:source/:number/add-product', (c) => takeProduct(c, deps, answers))
    .post('/:source/:number/forget-match', (c) => takeForget(c, deps))
    .post('/:source/:number/release', (c) => takeRelease(c, deps))
    .post('/:source/:number/:action', async (c) => {
      const action = actionOfPath(c.req.param('action'))
      return action ? takeAction(c, deps, answers, action) : showMessage(c, 404, 'notFound')
    })
}
