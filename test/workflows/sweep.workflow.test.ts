import { beforeAll, describe, expect, it } from 'vitest'
import { type Sweep, startSweep } from '../../activities/sweep/index.ts'
import { startOrders } from '../../activities/sweep/starts.ts'
import { WORK_CHANNEL } from '../../db/channels.ts'
import { type CaseDesk, caseDesk } from '../support/case-desk.ts'
import { createTestDatabase } from '../support/database.ts'
import { deskWorker, devEngine, orderHandle, tellingOf, until } from '../support/engine.ts'
import { openShop, type Shop, silentLog, webOrder } from '../support/shop.ts'

const { sql } = await createTestDatabase({ max: 20 })
const engine = await devEngine()
let shop: Shop
let desk: CaseDesk

beforeAll(async () => {
  shop = await openShop(sql)
  desk = caseDesk(engine, shop)
  await shop.stock({ sku: 'HELMET', onHand: 1000 })
})

async function withSweep(work: () => Promise<void>, engineOfSweep = tellingOf(engine)) {
  const sweeps: Sweep[] = await Promise.all(
    [1, 2].map(() => startSweep({ sql, engine: engineOfSweep, log: silentLog })),
  )
  try {
    await work()
  } finally {
    await Promise.all(sweeps.map((sweep) => sweep.stop()))
  }
}

const allRecorded = () =>
  until(async () => {
    const [waiting] = await sql`select from web_orders where recorded_at is null and raw is not null limit 1`
    return !waiting
  }, 'all orders to be recorded').then(() => {})

const withWorker = async (work: () => Promise<void>) => (await deskWorker(engine, sql)).runUntil(work)

describe('the sweep', () => {
  it('starts every order that waits in the inbox, once, also with two sweeps at it', async () => {
    const orders = Array.from({ length: 60 }, () => webOrder([{ sku: 'HELMET' }]))
    const ids = await Promise.all(orders.map((order) => shop.arrive(order)))
    const start = () => startOrders({ sql, engine: tellingOf(engine), log: silentLog })
    const begun = await Promise.all([start(), start()])
    const started = await sql<{ starts: number }[]>`
      select starts from web_orders where id = any(${ids}::bigint[]) and starts > 0`
    expect(started.map(({ starts }) => starts)).toEqual(Array(begun[0] + begun[1]).fill(1))
    await sql.notify(WORK_CHANNEL, '')
    await withWorker(() =>
      withSweep(async () => {
        await until(async () => {
          const [count] = await sql`select count(*)::int as n from orders where id = any(${ids}::bigint[])`
          return count?.n === 60
        }, '60 orders to be recorded')
      }),
    )
    const [twice] = await sql`
      select count(*)::int as n from order_events where order_id = any(${ids}::bigint[]) and type = 'received'`
    expect(twice?.n).toBe(60)
  })

  it('serves the websites in turn: nobody waits behind another one’s thousand orders', async () => {
    await sql`insert into sources (id, kind, secrets) values ('second', 'integrator', '{}')`
    const flood = Array.from({ length: 60 }, () => webOrder([{ sku: 'HELMET' }]))
    await Promise.all(flood.map((order) => shop.arrive(order)))
    const late = webOrder([{ sku: 'HELMET' }])
    const [web] = await sql<{ id: number }[]>`
      insert into web_orders (source, number, raw, digest)
      values ('second', ${late.number}, ${JSON.stringify(late)}, 'd') returning id`
    expect(await startOrders({ sql, engine: tellingOf(engine), log: silentLog })).toBe(20)
    const [started] = await sql`select started_at from web_orders where id = ${web?.id ?? 0}`
    expect(started?.startedAt).not.toBeNull()
    await withWorker(() => withSweep(allRecorded))
  })

  it('serves what a website sends before what was imported for it', async () => {
    const imported = Array.from({ length: 40 }, () => webOrder([{ sku: 'HELMET' }]))
    const ids = await Promise.all(imported.map((order) => shop.arrive(order)))
    await sql`update web_orders set is_imported = true where id = any(${ids}::bigint[])`
    const sent = await shop.arrive(webOrder([{ sku: 'HELMET' }]))
    await startOrders({ sql, engine: tellingOf(engine), log: silentLog })
    const started = await sql<{ id: number }[]>`
      select id from web_orders where started_at is not null and recorded_at is null order by is_imported, id`
    expect(started.map(({ id }) => id)).toEqual([sent, ...ids.toSorted((a, b) => a - b).slice(0, 19)])
    await withWorker(() => withSweep(allRecorded))
  })

  it('delivers a click whose signal never left, in the order in which people clicked', async () => {
    await withWorker(async () => {
      const order = await desk.arrived(webOrder([{ sku: 'HELMET' }]))
      await desk.start(order)
      await desk.statusIs(order, 'new')
      await shop.put(order.id, 'accept')
      await shop.put(order.id, 'ready')
      await shop.put(order.id, 'complete', { collectedBy: 'Kim', idChecked: ['card'] })
      await withSweep(() => desk.statusIs(order, 'completed').then(() => {}))
    })
  })

  it('rejects an order whose cancellation came first', async () => {
    const order = webOrder([{ sku: 'HELMET' }])
    const [web] = await sql<{ id: number }[]>`
      insert into web_orders (source, number) values ('northshore', ${order.number}) returning id`
    const id = web?.id ?? 0
    await sql`
      insert into happenings (order_id, id, type, payload, actor_kind)
      values (${id}, 'cancellation', 'cancellation', ${sql.json({ reason: 'Too slow' })}, 'website')`
    await withWorker(() =>
      withSweep(async () => {
        await sql`update web_orders set raw = ${JSON.stringify(order)}, digest = 'd' where id = ${id}`
        await sql.notify(WORK_CHANNEL, '')
        await desk.statusIs({ id, number: order.number }, 'rejected')
      }),
    )
    expect((await shop.lines(id))[0]?.allocated).toBe(0)
    expect(await shop.row(id)).toMatchObject({
      version: 1,
      saleNumber: null,
      rejectReason: 'customer_request',
    })
    expect(await sql`select status from happenings where order_id = ${id}`).toEqual([{ status: 'applied' }])
  })

  it('finds an order again whose workflow was lost, and an effect that nobody carried out', async () => {
    const order = await desk.arrived(webOrder([{ sku: 'HELMET' }]))
    await withWorker(async () => {
      await desk.start(order)
      await desk.statusIs(order, 'new')
    })
    await orderHandle(engine, order.number).terminate('lost')
    const action = await shop.put(order.id, 'accept')
    await shop.tell(order.id, { id: action })
    await sql`update effects set created_at = now() - interval '2 minutes' where order_id = ${order.id}`
    await withWorker(() => withSweep(() => desk.receiptIsMade(order).then(() => {})))
    expect(await sql`select from documents where order_id = ${order.id}`).toHaveLength(1)
  })

  it('keeps what waits while the engine is away, and catches up when it is back', async () => {
    const order = await desk.arrived(webOrder([{ sku: 'HELMET' }]))
    let refusals = 0
    const withDeadline = () => {
      refusals++
      return Promise.reject(new Error('UNAVAILABLE'))
    }
    const down = { client: { connection: { withDeadline } } }
    await withSweep(async () => {
      await until(async () => {
        const [web] = await sql`select started_at, starts from web_orders where id = ${order.id}`
        return refusals > 0 && web?.startedAt === null && web.starts === 0
      }, 'the failed start to be taken back')
    }, down as never)
    expect(await shop.row(order.id)).toBeUndefined()
    const click = await shop.put(order.id, 'accept')
    await sql`update happenings set at = now() - interval '1 minute' where id = ${click}`
    const asked = refusals
    await withSweep(async () => {
      await until(async () => refusals > asked + 2, 'more calls to the engine')
    }, down as never)
    expect(await sql`select tells, told_at from happenings where id = ${click}`).toEqual([
      { tells: 0, toldAt: null },
    ])
    await withWorker(() => withSweep(() => desk.statusIs(order, 'new').then(() => {})))
  })
})
