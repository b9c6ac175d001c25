import { beforeAll, describe, expect, test } from 'vitest'
import type { Engine } from '../../intake/tell-workflow.ts'
import { loadReturns, loadReturnsOf } from '../../server/returns/load.ts'
import { createTestDatabase } from '../support/database.ts'
import { tablesWithoutIndex } from '../support/plans.ts'
import { type ReturnsDesk, returnsDesk } from '../support/returns.ts'
import { openShop, type Shop, webOrder } from '../support/shop.ts'
import { openWebDesk, wordsOf } from './web-desk.ts'

const database = await createTestDatabase()
const { sql } = database
const shop: Shop = await openShop(sql)
const returns: ReturnsDesk = returnsDesk(sql, shop)
await sql`insert into users (id, name, email, role) values ('mia', 'Mia', 'mia@example.com', 'manager')`

/** In place of the engine: whatever a workflow is told is written down at once. */
const workflow = {
  isAway: false,
  async signalWithStart(
    type: string,
    {
      args,
      signalArgs,
    }: { args: [{ returnId: number; orderId: number }]; signalArgs: [{ happeningId: string }] },
  ) {
    if (workflow.isAway) throw new Error('the engine is away')
    if (type === 'returnCase') await returns.look(args[0].returnId)
    else await shop.tell(args[0].orderId, { id: signalArgs[0].happeningId })
  },
}
const connection = { withDeadline: (_deadline: number, call: () => Promise<unknown>) => call() }
const engine = { client: { connection, workflow } as unknown as Engine['client'], hasSearchAttributes: false }
const desk = openWebDesk(database, { engine })
const anna = await desk.as('anna')
const mia = await desk.as('mia')

beforeAll(() => shop.stock({ sku: 'HELMET', onHand: 1_000 }))

/** Two helmets at 10.00 and 10 % tax, shipping 5.00, reserved and paid in cash. */
async function completed(): Promise<string> {
  const order = webOrder([{ sku: 'HELMET', quantity: 2 }], {
    fulfilment: 'reserve',
    shipping: { amount: '5.00', tax: '0.00' },
    total: '27.00',
    payment: { status: 'unpaid' },
  })
  const id = await shop.receive(order)
  await shop.act(id, 'accept')
  await shop.act(id, 'ready')
  await shop.act(id, 'complete', { collectedBy: 'Kim', idChecked: ['card'], payment: 'cash' })
  return order.number
}

const address = (number: string) => `/orders/northshore/${number}/returns`
let ids = 0
const form = (counts: Record<string, string> = {}, more: Record<string, string> = {}) => ({
  actionId: `open${++ids}`,
  goods: 'here',
  line: '1',
  sellable: '',
  defective: '',
  toInspect: '',
  reason: 'wrong_size',
  ...counts,
  ...more,
})
const act = (number: string, action: string, fields: Record<string, string> = {}, person = anna) =>
  person.post(`${address(number)}/1/${action}`, { actionId: `act${++ids}`, ...fields })
const follow = async (response: Response, person = anna) => {
  expect(response.status).toBe(303)
  return wordsOf(await person.get(response.headers.get('location') ?? ''))
}

describe('goods that come back over the counter', () => {
  test('are taken in three steps that need neither scripts nor the mouse', async () => {
    const number = await completed()
    expect(await wordsOf(await anna.get(`/orders/northshore/${number}`))).toContain('Return goods')
    const opening = await wordsOf(await anna.get(`${address(number)}/new`))
    expect(opening).toContain('Line 1 2 × · $22.00 · 10% tax')
    expect(opening).toContain('Give the shipping back, too ($5.00 of it is left)')
    const opened = await follow(
      await anna.post(
        `${address(number)}/new`,
        form({ sellable: '1', toInspect: '1' }, { shipping: 'on', comment: 'Too small' }),
      ),
    )
    expect(opened).toContain('Return 1 of order')
    expect(opened).toContain('To be looked at')
    expect(opened).toContain('Too small')
    const inspected = await follow(await act(number, 'inspect', { line: '1', sellable: '0', defective: '1' }))
    expect(inspected).toContain('Kim Okafor gets $27.00 back.')
    const asked = await follow(await act(number, 'refund', { method: 'cash' }))
    expect(asked).toContain('The money goes back.')
    await returns.deliver()
    const given = await wordsOf(await anna.get(`${address(number)}/1`))
    expect(given).toContain('Refunded')
    expect(given).toContain('Anna had $27.00 given back')
    const order = await wordsOf(await anna.get(`/orders/northshore/${number}`))
    expect(order).toContain('Return 1 Refunded $27.00')
  })

  test('are awaited where they are not here yet, and can be called off', async () => {
    const number = await completed()
    const awaited = await wordsOf(await anna.get(`${address(number)}/new?goods=awaited`))
    expect(awaited).toContain('Coming back')
    const opened = await follow(
      await anna.post(`${address(number)}/new`, form({ sellable: '2' }, { goods: 'awaited' })),
    )
    expect(opened).toContain('Goods awaited')
    expect(await wordsOf(await anna.get('/returns'))).toContain(`Return 1 of order ${number}`)
    expect(await follow(await act(number, 'cancel', { text: 'They keep it' }))).toContain(
      'The return is cancelled',
    )
    expect(await wordsOf(await anna.get('/returns'))).toMatch(new RegExp(`Ended lately.*${number}`))
  })

  test('are said to be too many, or none, beside the field, with what was typed', async () => {
    const number = await completed()
    const tooMany = await anna.post(
      `${address(number)}/new`,
      form({ sellable: '2', defective: '1' }, { comment: 'Hm' }),
    )
    expect(tooMany.status).toBe(422)
    const html = await tooMany.text()
    expect(html).toContain('Of line 1 only 2 can still come back.')
    expect(html).toContain('Hm')
    expect(html).toMatch(/id="defective-0"[^>]*value="1"/)
    for (const fields of [
      form({}),
      form({ sellable: 'x' }),
      form({ sellable: '-1' }),
      form({ sellable: '1' }, { reason: 'no' }),
    ])
      expect((await anna.post(`${address(number)}/new`, fields)).status).toBe(422)
    expect(
      await sql`select from returns r join orders o on o.id = r.order_id where o.number = ${number}`,
    ).toHaveLength(0)
  })

  test('are of an order that was handed over; of another the page says so', async () => {
    const order = webOrder([{ sku: 'HELMET' }])
    await shop.receive(order)
    expect(await wordsOf(await anna.get(`${address(order.number)}/new`))).toContain(
      'this order is not completed',
    )
    expect((await anna.post(`${address(order.number)}/new`, form({ sellable: '1' }))).status).toBe(422)
    expect((await anna.get(`${address('nowhere')}/new`)).status).toBe(404)
    expect((await anna.get(`${address(order.number)}/1`)).status).toBe(404)
  })

  test('wait in the inbox while the engine is away, and say so', async () => {
    const number = await completed()
    workflow.isAway = true
    const opened = await follow(await anna.post(`${address(number)}/new`, form({ sellable: '1' })))
    workflow.isAway = false
    expect(opened).toContain('Anna wanted: Goods are here Waiting')
    await returns.deliver()
    expect(await wordsOf(await anna.get(`${address(number)}/1`))).toContain('Kim Okafor gets $11.00 back.')
  })
})

describe('another amount than the goods were sold for', () => {
  const changed = {
    method: 'cash',
    goods: '5.00',
    goodsTax: '0.45',
    shippingAmount: '0.00',
    shippingTax: '0.00',
  }

  test('is a manager’s to give, with a reason', async () => {
    const number = await completed()
    await anna.post(`${address(number)}/new`, form({ sellable: '1' }))
    expect(await wordsOf(await anna.get(`${address(number)}/1`))).not.toContain('Give back another amount')
    const byStaff = await act(number, 'refund', { ...changed, changedReason: 'Scratched' })
    expect(byStaff.status).toBe(403)
    expect(await wordsOf(byStaff)).toContain('Mia can help')
    const noReason = await act(number, 'refund', changed, mia)
    expect(noReason.status).toBe(422)
    expect(await wordsOf(noReason)).toContain('Say why another amount is given back')
    const given = await follow(
      await act(number, 'refund', { ...changed, changedReason: 'Scratched' }, mia),
      mia,
    )
    expect(given).toContain('not what the goods were sold for')
    expect(given).toContain('Scratched')
    await returns.deliver()
    const [paid] = await sql`
      select amount from payments p join orders o on o.id = p.order_id where o.number = ${number} and kind = 'refund'`
    expect(paid).toEqual({ amount: 500 })
  })

  test('is never more than is left of what was paid', async () => {
    const number = await completed()
    await anna.post(`${address(number)}/new`, form({ sellable: '1' }))
    const much = { ...changed, goods: '27.01', changedReason: 'Kind' }
    const answer = await act(number, 'refund', much, mia)
    expect(await follow(answer, mia)).toContain('That is more than is left of what was paid.')
    expect(
      (await act(number, 'refund', { ...changed, goods: '1.001', changedReason: 'x' }, mia)).status,
    ).toBe(422)
  })
})

test('a click twice is one, and one on an older page changes nothing and says so', async () => {
  const number = await completed()
  await anna.post(`${address(number)}/new`, form({ sellable: '1' }, { actionId: 'twice' }))
  await anna.post(`${address(number)}/new`, form({ sellable: '1' }, { actionId: 'twice' }))
  expect((await anna.get(`${address(number)}/2`)).status).toBe(404)
  expect(await follow(await act(number, 'refund', { method: 'cash', version: '1' }))).toContain(
    'Somebody else was at this return',
  )
})

test('the lists of returns are read along their indexes', async () => {
  expect(await tablesWithoutIndex(database.url, loadReturns, 'from returns r')).toEqual([])
  expect(
    await tablesWithoutIndex(database.url, (watched) => loadReturnsOf(watched, 1), 'from returns r'),
  ).toEqual([])
})
