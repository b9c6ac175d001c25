import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client, Connection } from '@temporalio/client'
import { temporal } from '@temporalio/proto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTellingDesk, type TellingDesk } from '../program/telling-desk.ts'
import { stateOf, until } from '../runtime/running-program.ts'
import { address, columnsWithPerson, isMarked, person, said } from './canary.ts'

const seconds = 60
const NUMBER = 'CANARY-1'
const CANCELLED = 'CANARY-2'

/**
 * One marked customer on every path of a running desk. Where its words stand is a list here: a new place has to be
 * added, and erased.
 */
describe('a customer of a running desk', () => {
  let shop: TellingDesk

  const isSo = async (question: string) => {
    const [answer] = await shop.sql.unsafe<{ yes: boolean }[]>(`select ${question} as yes`)
    return answer?.yes === true
  }
  const act = (action: string, fields: Record<string, string> = {}) =>
    shop.staff.insist(NUMBER, action, { actionId: `${action.replaceAll('/', '-')}-1`, ...fields })

  const lettersAreOut = () =>
    until(
      () =>
        isSo(`exists (select from letters where kind = 'free' and status = 'sent')
          and not exists (select from letters where status in ('waiting', 'sending'))`),
      seconds,
    )

  beforeAll(async () => {
    shop = await openTellingDesk()
    await shop.rules({ store: { undoSeconds: 0 } })
    await shop.sql`update products set price = 10 where sku = 'PUMP'`
    await shop.sql`
      insert into stock_movements (store, product_id, kind, quantity)
      select 'main', id, 'counted', 500 from products where sku = 'PUMP'`
    await liveThrough()
  })

  afterAll(() => shop?.desk.close())

  /** Received, identified, worked, written about, handed over, and brought back in part. */
  async function liveThrough() {
    const customer = { ...person, marketingOptIn: true, language: 'en', birthday: said('birthday') }
    const marked = { customer, billingAddress: address, shippingAddress: address, note: said('note') }
    await shop.arrived([NUMBER, CANCELLED], marked)
    await act('identify-customer', { create: '1' })
    await shop.hasStatus(NUMBER, 'new')
    const known = await shop.website.order(NUMBER)
    const other = { ...(await sentAs(NUMBER)), note: said('other note') }
    await shop.website.send(other)
    await act('comment', { text: said('comment') })
    await act('accept')
    await act('ready', { location: said('bag of') })
    await act('letters/new', {
      to: person.email,
      subject: said('subject'),
      text: said('text'),
      purpose: 'order',
    })
    await shop.hasStatus(NUMBER, 'ready_for_pickup')
    await act('complete', { collectedBy: said('collector'), idChecked: 'card' })
    await shop.hasStatus(NUMBER, 'completed')
    await act('returns/new', {
      goods: 'here',
      line: '1',
      sellable: '1',
      reason: 'changed_mind',
      comment: said('return'),
    })
    await act('returns/1/comment', { text: said('remark') })
    await exchange()
    await shop.website.cancel(CANCELLED)
    await shop.hasStatus(CANCELLED, 'rejected')
    expect(known?.customerId).toBeTruthy()
    await lettersAreOut()
    await until(() => shop.receiver.statusesOf(NUMBER).includes('completed'), seconds)
  }

  /** Other goods go out for those that came back, for less than they cost: that takes a reason. */
  async function exchange() {
    const goods = { sku: 'PUMP', quantity: '1', price: '9.00', taxRate: '0.1' }
    await act('returns/1/exchange', { ...goods, reason: said('price') })
    await act('returns/1/hand-over', { pays: '0' })
    const isOut = `exists (select from sales where return_id is not null and status = 'finished')`
    await until(() => isSo(isOut), seconds)
  }

  async function sentAs(number: string) {
    const [row] = await shop.sql<{ raw: string }[]>`select raw from web_orders where number = ${number}`
    return JSON.parse(row?.raw ?? '{}') as { number: string }
  }

  it('stands in letters and in these columns, and nowhere else in the database', async () => {
    expect(shop.mail.received.some(({ raw }) => isMarked(raw))).toBe(true)
    expect(await columnsWithPerson(shop.sql)).toEqual([
      'addresses.city',
      'addresses.name',
      'addresses.postal_code',
      'addresses.region',
      'addresses.street',
      'customer_links.value',
      'customers.city',
      'customers.email',
      'customers.email_key',
      'customers.first_name',
      'customers.last_name',
      'customers.mailbox_key',
      'customers.name_key',
      'customers.phone',
      'customers.phone_key',
      'customers.postal_code',
      'customers.postal_key',
      'customers.street',
      'happenings.payload',
      'letters.body',
      'letters.recipient',
      'letters.subject',
      'orders.customer_name',
      'orders.location',
      'orders.search_text',
      'orders.step',
      'return_happenings.payload',
      'sale_lines.price_reason',
      'web_order_versions.raw',
      'web_orders.raw',
    ])
  })

  it('is unknown to Temporal: neither histories nor its files have a word', async () => {
    const { temporalAddress, namespace } = stateOf(shop.desk.home)
    const connection = await Connection.connect({ address: temporalAddress })
    const client = new Client({ connection, namespace })
    const seen: string[] = []
    for await (const { workflowId, runId, memo, searchAttributes } of client.workflow.list()) {
      const history = await client.workflow.getHandle(workflowId, runId).fetchHistory()
      const bytes = Buffer.from(temporal.api.history.v1.History.encode(history).finish())
      seen.push(workflowId)
      expect(isMarked(bytes.toString('latin1')), workflowId).toBe(false)
      expect(isMarked(JSON.stringify([workflowId, memo, searchAttributes])), workflowId).toBe(false)
    }
    await connection.close()
    expect(seen).toEqual(
      expect.arrayContaining([
        `order:northshore:${NUMBER}`,
        `order:northshore:${CANCELLED}`,
        `return:northshore:${NUMBER}:1`,
      ]),
    )
    expect(filesWithPerson('temporal')).toEqual([])
  })

  it('stands in no log, no figure, no message to the website and no record of changes', async () => {
    expect(filesWithPerson('log')).toEqual([])
    expect((await shop.staff.see('/metrics')).text).toContain('kickstand_orders_open')
    expect(isMarked((await shop.staff.see('/metrics')).text)).toBe(false)
    expect(shop.receiver.received.length).toBeGreaterThan(3)
    expect(isMarked(JSON.stringify(shop.receiver.received))).toBe(false)
    const changes = await shop.sql`select * from setting_changes`
    expect(isMarked(JSON.stringify(changes))).toBe(false)
  })

  it('is gone from every column once erased; the orders stand', async () => {
    await act('returns/1/refund', { method: 'provider' })
    await until(() => isSo('not exists (select from returns where ended_at is null)'), seconds)
    const [order] = await shop.sql<
      { customerId: string }[]
    >`select customer_id from orders where number = ${NUMBER}`
    await lettersAreOut()
    const printed = await shop.desk.command('erase', order?.customerId ?? '')
    expect(printed).toContain('erased, with 2 orders')
    expect(await columnsWithPerson(shop.sql)).toEqual([])
    expect(filesWithPerson('log')).toEqual([])
    expect((await shop.staff.see(`/orders/northshore/${NUMBER}`)).text).toContain('from the command line')
    expect((await shop.website.order(NUMBER))?.status).toBe('completed')
    expect(await shop.desk.command('verify')).toContain('orders checked')
    expect(await shop.website.send(await sentAs(NUMBER))).toMatchObject({ accepted: [{ duplicate: true }] })
  })

  function filesWithPerson(folder: string): string[] {
    const path = join(shop.desk.home, folder)
    return readdirSync(path).filter((name) => isMarked(readFileSync(join(path, name), 'latin1')))
  }
})
