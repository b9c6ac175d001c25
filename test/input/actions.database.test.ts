import { beforeAll, describe, expect, test } from 'vitest'
import { actionPath, type StaffAction, staffActions } from '../../domain/happening.ts'
import { lifecycle, whyNot } from '../../domain/lifecycle.ts'
import { type ReturnAction, returnActionPath, returnActions } from '../../domain/returns/happening.ts'
import { returnLifecycle } from '../../domain/returns/lifecycle.ts'
import { type Role, roles, type Status, statuses } from '../../domain/status.ts'
import { openWebDesk, type Person } from '../server/web-desk.ts'
import { createTestDatabase } from '../support/database.ts'
import { recordingEngine } from '../support/recording-engine.ts'
import { returnsDesk } from '../support/returns.ts'
import { openShop, type Shop, webOrder } from '../support/shop.ts'

const database = await createTestDatabase()
const { sql } = database
const shop: Shop = await openShop(sql)
const desk = openWebDesk(database, { engine: recordingEngine(() => shop) })
const returns = returnsDesk(sql, shop)
let people: Record<Role, Person>

beforeAll(async () => {
  await sql`
    insert into users (id, name, email, role) values
      ('mia', 'Mia', 'mia@example.com', 'manager'), ('olga', 'Olga', 'olga@example.com', 'owner')`
  people = { staff: await desk.as('anna'), manager: await desk.as('mia'), owner: await desk.as('olga') }
  await shop.stock({ sku: 'PUMP', onHand: 100_000 })
})

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

/** What fits where the action does. */
const fields: Record<StaffAction, Record<string, string>> = {
  identifyCustomer: { customerId: 'C1' },
  matchProduct: { line: '1', sku: 'PUMP' },
  processSale: {},
  accept: { readyBy: inDays(1) },
  reject: { reason: 'damaged' },
  ready: { location: 'Shelf 7' },
  ship: { carrier: 'Post', trackingNumber: '1' },
  complete: { collectedBy: 'Kim', idChecked: 'card' },
  archive: { comment: 'Sold by hand' },
  changeReadyBy: { readyBy: inDays(2) },
  extendHold: { holdUntil: inDays(9) },
  undo: { step: 'unknown' },
  reopen: { step: 'unknown', reason: 'By mistake' },
  checkPayment: {},
  askProvider: {},
  giveBack: { method: 'transfer' },
  sellGiftCard: { line: '1', number: '6006' },
  voidGiftCard: { number: '6006', reason: 'By mistake' },
  changePrice: {
    ...{ line: '1', unitPrice: '9.00', reason: 'A scratch' },
    ...{ agreedBy: 'phone', agreedAt: '2026-03-02T10:00' },
  },
  comment: { text: 'Called' },
}

const pump = [{ sku: 'PUMP' }]
/** What somebody identified once is known from then on. */
const stranger = (number: string) => ({
  customer: { externalId: number, firstName: 'Kym', email: `${number}@example.net` },
})

/** How an order comes to stand there. */
const waysOf = (number: string): Record<Status, [order: object, ...acts: StaffAction[]]> => ({
  customer_id_required: [webOrder(pump, stranger(number))],
  product_match_failed: [webOrder([{ sku: `${number}?` }])],
  sale_processing_failed: [webOrder(pump, { total: 'much' })],
  new: [webOrder(pump)],
  in_process: [webOrder(pump), 'accept'],
  ready_for_pickup: [webOrder(pump), 'accept', 'ready'],
  shipped: [webOrder(pump, { fulfilment: 'delivery' }), 'accept', 'ship'],
  completed: [webOrder(pump), 'accept', 'ready', 'complete'],
  rejected: [webOrder(pump), 'reject'],
  archived: [webOrder(pump, { total: 'much' }), 'archive'],
})

let made = 0

async function orderIn(status: Status): Promise<{ id: number; number: string }> {
  const number = `M-${++made}`
  const [order, ...acts] = waysOf(number)[status]
  const id = await shop.receive({ ...order, number })
  for (const act of acts) {
    const payload = act === 'complete' ? { collectedBy: 'Kim', idChecked: ['card'] } : fields[act]
    expect(await shop.act(id, act, payload)).toMatchObject({ status: 'applied' })
  }
  expect((await shop.row(id))?.status).toBe(status)
  return { id, number }
}

/** What an action may change, and a refusal not: that it was refused is all that is kept of it. */
async function standing(id: number) {
  const [row] = await sql`
    select status, version, fulfilment, sale_number, total, (select count(*) from order_events where order_id = o.id) as events,
      (select count(*) from effects where order_id = o.id) as effects,
      (select count(*) from happenings where order_id = o.id and status <> 'refused') as happenings
    from orders o where id = ${id}`
  return row ?? {}
}

const post = (person: Person | null, address: string, sent: Record<string, string>) => {
  const all = { actionId: `m${++made}`, ...sent }
  if (person) return person.post(address, all, { 'hx-request': 'true' })
  return desk.send(address, { method: 'POST', body: new URLSearchParams(all) })
}

/** Only managers and owners may. */
const managed: readonly StaffAction[] = ['giveBack', 'reopen', 'voidGiftCard', 'changePrice']

describe.each(statuses)('an order in %s', (status) => {
  test('takes each action from whom and when the table says so, and nothing else', async () => {
    const wrong: string[] = []
    let order = await orderIn(status)
    for (const action of staffActions) {
      const address = () => `/orders/northshore/${order.number}/${actionPath(action)}`
      for (const who of [null, ...roles]) {
        const before = await standing(order.id)
        const { status: answer } = await post(who && people[who], address(), fields[action])
        const after = await standing(order.id)
        const isSame = JSON.stringify(before) === JSON.stringify(after)
        const isLocked = who === 'staff' && managed.includes(action)
        const reason = whyNot(status, action, before.fulfilment)
        const expected = who === null ? [401] : isLocked ? [403] : reason !== null ? [409] : [200, 409]
        const mayStand = answer === 200 ? (lifecycle[status][action]?.to ?? []) : [status]
        if (!expected.includes(answer)) wrong.push(`${who} ${action}: ${answer}`)
        if (answer !== 200 && !isSame) wrong.push(`${who} ${action}: ${answer}, and changed it`)
        if (!mayStand.includes(after.status)) wrong.push(`${who} ${action}: ${answer}, now ${after.status}`)
        if (after.status !== status || answer === 200) order = await orderIn(status)
      }
    }
    expect(wrong).toEqual([])
    expect(await shop.levelsThatDiffer()).toEqual([])
  }, 120_000)
})

/** One for each way that a return may stand while nobody is asked for money. */
const returnWays = {
  opened: (id: number) => returns.opened(id, [{ sellable: 1 }], { goodsAreHere: false }),
  goods_in: (id: number) => returns.opened(id, [{ toInspect: 1 }]),
  inspected: (id: number) => returns.opened(id, [{ sellable: 1 }]),
  cancelled: async (id: number) => {
    const returned = await returns.opened(id, [{ sellable: 1 }], { goodsAreHere: false })
    await returns.act(returned, 'cancel', {})
    return returned
  },
}

const returnFields: Partial<Record<ReturnAction, Record<string, string>>> = {
  goodsIn: { line: '1', sellable: '1', defective: '', toInspect: '' },
  inspect: { line: '1', sellable: '1', defective: '' },
  refund: { method: 'cash' },
  cancel: { text: '' },
  comment: { text: 'Called' },
}

describe.each(Object.entries(returnWays))('a return that is %s', (status, open) => {
  test('takes each action from whom and when the table says so, and nothing else', async () => {
    const wrong: string[] = []
    const opened = async () => {
      const order = await orderIn('completed')
      return { number: order.number, id: await open(order.id) }
    }
    let one = await opened()
    for (const action of returnActions) {
      for (const who of [null, ...roles]) {
        const before = await returns.row(one.id)
        const address = `/orders/northshore/${one.number}/returns/1/${returnActionPath(action)}`
        const { status: answer } = await post(who && people[who], address, returnFields[action] ?? {})
        const after = await returns.row(one.id)
        const fits = action in returnLifecycle[status as keyof typeof returnWays]
        // A form without its fields, or of a manager alone, is told of before the table is asked.
        const expected = who === null ? [401] : [403, 409, 422, ...(fits ? [200] : [])]
        if (!expected.includes(answer)) wrong.push(`${who} ${action}: ${answer}`)
        if (answer !== 200 && JSON.stringify(before) !== JSON.stringify(after)) {
          wrong.push(`${who} ${action}: ${answer}, and changed it`)
        }
        if (after?.status !== status) one = await opened()
      }
    }
    expect(wrong).toEqual([])
  }, 120_000)
})

/** What stands beside the actions: none of it moves an order that it does not fit. */
const beside = [
  'claim',
  'claim/end',
  'release',
  'forget-match',
  'add-product',
  'callbacks/1/again',
  'letters/1/again',
]

test.each(statuses)('what can be done beside the actions is answered for an order in %s', async (status) => {
  const { id, number } = await orderIn(status)
  const wrong: string[] = []
  for (const name of beside) {
    const address = `/orders/northshore/${number}/${name}`
    for (const who of [null, ...roles]) {
      const { status: answer } = await post(who && people[who], address, {
        line: '1',
        sku: 'NEW',
        name: 'New',
      })
      const isRight = who === null ? answer === 401 : [200, 303, 404, 409, 422].includes(answer)
      if (!isRight) wrong.push(`${who} ${name}: ${answer}`)
    }
  }
  expect(wrong).toEqual([])
  expect(['customer_id_required', 'product_match_failed', status]).toContain((await shop.row(id))?.status)
})
