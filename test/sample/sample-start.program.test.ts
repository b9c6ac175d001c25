import { Connection } from '@temporalio/client'
import { afterAll, describe, expect, it } from 'vitest'
import { sendSignal } from '../../runtime/processes.ts'
import { Desk, owner, SOURCE } from '../program/desk.ts'
import type { Program } from '../runtime/running-program.ts'
import { stateOf, until } from '../runtime/running-program.ts'
import { SECRET } from '../support/integrator.ts'
import { pedals } from '../support/orders.ts'
import { openReceiver } from '../support/receiver.ts'

const desk = await Desk.prepare({ KICKSTAND_SAMPLE: '' })
const website = await openReceiver()
afterAll(() => desk.close())

const counts = async () => {
  const [row] = await desk.sql<Record<'products' | 'customers' | 'stores' | 'sources' | 'orders', number>[]>`
    select (select count(*) from products)::int as products, (select count(*) from customers)::int as customers,
      (select count(*) from stores)::int as stores, (select count(*) from sources)::int as sources,
      (select count(*) from web_orders)::int as orders`
  return row
}

async function end({ child, ended }: Program, signal: NodeJS.Signals) {
  sendSignal(child.pid ?? Number.NaN, signal)
  await ended
}

async function post(path: string, fields: Record<string, string>, cookie = '') {
  const body = new URLSearchParams(fields)
  const answer = await fetch(desk.url + path, {
    method: 'POST',
    body,
    redirect: 'manual',
    headers: { cookie },
  })
  return { status: answer.status, cookie: (answer.headers.getSetCookie()[0] ?? '').split(';')[0] }
}

/** As the engine sees them, by their state. */
async function workflows() {
  const { temporalAddress, namespace } = stateOf(desk.home)
  const connection = await Connection.connect({ address: temporalAddress })
  const { executions } = await connection.workflowService.listWorkflowExecutions({ namespace, pageSize: 200 })
  await connection.close()
  return executions.map(({ status }) => status)
}

const RUNNING = 1

describe('a first start', () => {
  let running: Program

  it('shows a shop at work, once, also where it is killed and started again in the middle', async () => {
    await end(await desk.start('start'), 'SIGKILL')
    running = await desk.start('start')
    const everyStatus = [
      'archived',
      'completed',
      'customer_id_required',
      'in_process',
      'new',
      'product_match_failed',
      'ready_for_pickup',
      'rejected',
      'sale_processing_failed',
      'shipped',
    ]
    await until(async () => {
      const rows = await desk.sql<{ status: string }[]>`select distinct status from orders order by 1`
      return rows.map(({ status }) => status).join() === everyStatus.join()
    }, 150)
    expect(await counts()).toMatchObject({ products: 102, stores: 2, sources: 1 })
    const twice = await desk.sql`
      select order_id, id from happenings where user_id = 'sample' and status <> 'applied' and status <> 'waiting'`
    expect(twice).toEqual([])
  })

  it('leaves room for a shop of one’s own, whose website hears of its orders', async () => {
    await desk.command('store', 'add', 'main', '--name', 'Main Street', '--timezone', 'America/Los_Angeles')
    const connected = ['--kind', 'integrator', '--secret', SECRET, '--callback-url', website.url]
    await desk.command('source', 'add', SOURCE, ...connected)
    await desk.website().send(pedals('NS-1'))
    await until(() => website.received.length > 0, 20)
    expect(website.received).toMatchObject([
      { isSigned: true, body: { data: { number: 'NS-1', status: 'customer_id_required' } } },
    ])
  })

  it('is cleared by one button, workflows too, and stays so', async () => {
    const { cookie } = await post('/sign-in', owner)
    expect((await post('/sample/removal', {}, cookie)).status).toBe(303)
    const own = { products: 0, customers: 0, stores: 1, sources: 1, orders: 1 }
    expect(await counts()).toEqual(own)
    await until(async () => (await workflows()).filter((status) => status === RUNNING).length === 1, 20)

    await end(running, 'SIGTERM')
    await desk.start('start')
    expect(await counts()).toEqual(own)
  })
})
