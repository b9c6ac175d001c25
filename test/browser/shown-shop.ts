import type { Logger } from 'pino'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { Engine } from '../../intake/tell-workflow.ts'
import { startWeb } from '../../runtime/web.ts'
import { openWebDesk } from '../server/web-desk.ts'
import { createTestDatabase } from '../support/database.ts'
import { returnsDesk } from '../support/returns.ts'
import { openShop, type Shop, webOrder } from '../support/shop.ts'
import { fillSetUp } from './shown-set-up.ts'

const SPARSE = 'SPARSE'

/**
 * A shop with an order in every status, its pages on a socket, and no engine unless one is given: what pages show is
 * in PostgreSQL. End it with `stop()`.
 */
export async function openShownShop(engineOf?: (shop: () => Shop) => Engine, log?: Logger) {
  const database = await createTestDatabase()
  const desk = openWebDesk(database, { engine: engineOf?.(() => shop), log })
  const { url, stop } = await startWeb(desk, { host: 'localhost', port: 0 })
  const shop = await openShop(database.sql)
  await database.sql`
    insert into users (id, name, email, role) values ('olga', 'Olga', 'olga@example.com', 'owner')`
  await fill(shop)
  await fillSetUp(database.sql)
  return {
    url,
    desk,
    shop,
    sql: database.sql,
    /** A page as the owner gets it; as a stranger does, signed out. */
    async html(path: string, userId: string | null = 'olga'): Promise<string> {
      const cookie = userId === null ? '' : await desk.cookieOf(userId)
      return (await desk.send(path, { headers: { cookie } })).text()
    },
    stop,
    /** A page of somebody's browser; the owner's unless it is said otherwise. */
    async pageOf(
      browser: Browser,
      options: BrowserContextOptions = {},
      userId: string | null = 'olga',
    ): Promise<Page> {
      const context = await browser.newContext({ baseURL: url, ...options })
      if (userId !== null) {
        const [name = '', value = ''] = (await desk.cookieOf(userId)).split('=')
        await context.addCookies([{ name, value, url }])
      }
      return context.newPage()
    },
  }
}

export type ShownShop = Awaited<ReturnType<typeof openShownShop>>

type Life = [number: string, order: object, ...acts: [Parameters<Shop['act']>[1], object?][]]

const pump = [{ sku: 'PUMP', quantity: 2 }]
const paidLater = { payment: { status: 'unpaid', provider: 'till', reference: '', amount: '0.00' } }
const stranger = { externalId: 'w-7', firstName: 'Kym', lastName: 'Okaffor', email: 'kym@example.net' }
const handedOver = { collectedBy: 'Kim', idChecked: ['card'] }

const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString()

const lives: Life[] = [
  ['NEW', webOrder(pump, { placedAt: hoursAgo(2.5) })],
  ['SHORT', webOrder([{ sku: SPARSE, quantity: 5 }], { note: 'A gift. Please wrap it.' })],
  ['STRANGER', webOrder(pump, { customer: stranger })],
  ['NOPRODUCT', webOrder([{ sku: 'UNKNOWN', gtin: '4006381333931' }, ...pump])],
  ['INPROCESS', webOrder(pump), ['accept', { readyBy: '2099-12-31' }]],
  ['READY', webOrder(pump), ['accept'], ['ready', { location: 'Shelf 7' }]],
  ['RESERVED', webOrder(pump, { fulfilment: 'reserve', ...paidLater }), ['accept'], ['ready']],
  ['SHIPPED', webOrder(pump, { fulfilment: 'delivery' }), ['accept'], ['ship', { carrier: 'Post' }]],
  ['DONE', webOrder(pump), ['accept'], ['ready'], ['complete', handedOver]],
  ['RETURNED', webOrder(pump), ['accept'], ['ready'], ['complete', handedOver]],
  ['EXCHANGED', webOrder(pump), ['accept'], ['ready'], ['complete', handedOver]],
  ['REJECTED', webOrder(pump), ['reject', { reason: 'damaged', comment: 'It has a dent' }]],
  ['TALKED', webOrder(pump), ['comment', { text: 'Called twice, no answer' }], ['complete']],
  ['UNREADABLE', webOrder(pump, { total: 'much' })],
  [
    'CARDS',
    webOrder([...pump, { sku: 'VOUCHER', quantity: 3 }], { fulfilment: 'reserve', ...paidLater }),
    ['sellGiftCard', { line: '2', number: '6006 4912 0001' }],
    ['sellGiftCard', { line: '2', number: '6006 4912 0002' }],
    ['voidGiftCard', { number: '600649120002', reason: 'The wrong one was scanned.' }],
    [
      'changePrice',
      { line: '1', unitPrice: '9.05', reason: 'A scratch.', agreedBy: 'phone', agreedAt: '2026-03-02T10:00' },
    ],
  ],
]

/** One order in each status, and some that need a second look. */
export const shownOrders = lives.map(([number]) => number)

/** One whose goods are awaited, one that somebody has to look at. */
async function fillReturns(shop: Shop, orderId: number): Promise<void> {
  const desk = returnsDesk(shop.sql, shop)
  await desk.opened(orderId, [{ sellable: 1 }], { goodsAreHere: false, comment: 'By post' })
  await desk.opened(orderId, [{ toInspect: 1 }])
}

/** One for which goods wait to be handed over, and one for which nothing is chosen yet; a piece is in the bin. */
async function fillExchanges(shop: Shop, orderId: number): Promise<void> {
  const desk = returnsDesk(shop.sql, shop)
  const first = await desk.opened(orderId, [{ defective: 1 }])
  const lines = [{ sku: 'PUMP', quantity: 2, unitPrice: 900, reason: 'A scratch' }]
  await desk.act(first, 'exchange', { lines, taxRate: '0.1' })
  await desk.opened(orderId, [{ sellable: 1 }])
}

async function fill(shop: Shop): Promise<void> {
  await shop.rules({
    store: { pickup: { days: 3, remindHours: 24, whenEnded: 'release' }, undoSeconds: 3_600 },
    source: { answer: { hours: 4, remindEveryMinutes: 30, remindLastHours: 2, whenMissed: 'flag' } },
  })
  await Promise.all([
    shop.stock({ sku: 'PUMP', onHand: 500 }),
    shop.stock({ sku: SPARSE, onHand: 1 }),
    shop.stock({ sku: 'VOUCHER', kind: 'gift_card' }),
  ])
  for (const [number, order, ...acts] of lives) {
    const id = await shop.receive({ ...order, number })
    for (const [type, payload] of acts) await shop.act(id, type, payload)
    if (number === 'RETURNED') await fillReturns(shop, id)
    if (number === 'EXCHANGED') await fillExchanges(shop, id)
  }
  await shop.sql`
    insert into order_claims (order_id, user_id, since, until)
    select id, case number when 'READY' then 'olga' else 'ben' end, now(), now() + interval '1 hour'
    from orders where number in ('NEW', 'READY', 'SHORT')`
}
