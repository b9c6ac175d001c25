import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createRecord } from '../../activities/record/index.ts'
import type { Desk } from '../../activities/record/types.ts'
import type { AnswerRules, PickupRules } from '../../domain/rules.ts'
import { createTestDatabase } from '../support/database.ts'
import { openShop, type Shop, silentLog, webOrder } from '../support/shop.ts'

const { sql } = await createTestDatabase()
let shop: Shop

/** Monday 09:03 in New York; `main` is open from nine to five there. */
const placed = new Date('2026-03-02T14:03:00Z')
const later = (minutes: number) => new Date(placed.getTime() + minutes * 60_000)

const answer: AnswerRules = { hours: 4, remindEveryMinutes: 30, remindLastHours: 1, whenMissed: 'reject' }
const pickup: PickupRules = { days: 7, remindHours: 24, whenEnded: 'release' }

beforeAll(async () => {
  shop = await openShop(sql)
  await shop.stock({ sku: 'HELMET', onHand: 100 })
  const hours = [1, 2, 3, 4, 5].map((day) => ({ day, from: 540, to: 1_020 }))
  await sql`update stores set time_zone = 'America/New_York', hours = ${sql.json(hours)} where code = 'main'`
})

beforeEach(() => setRules(answer, pickup))

async function setRules(answerRules: AnswerRules | null, pickupRules: PickupRules | null) {
  await sql`update sources set rules = ${sql.json({ answer: answerRules } as never)}`
  await sql`update stores set rules = ${sql.json({ pickup: pickupRules } as never)}`
}

/** An order that came as it was placed, and its desk. */
async function arrive(more: Record<string, unknown> = {}, at = placed) {
  const order = webOrder([{ sku: 'HELMET', quantity: 2 }], { placedAt: placed.toISOString(), ...more })
  const id = await shop.arrive(order)
  return { id, desk: await shop.tell(id, { id: 'received', type: 'received' }, at.getTime()) }
}

/** The order's own timer, as its workflow says it; late by so many minutes. */
function due(id: number, { nextDeadline }: Desk, lateMinutes = 0) {
  if (!nextDeadline) throw new Error('nothing is due')
  return shop.tell(id, nextDeadline, nextDeadline.at + lateMinutes * 60_000)
}

async function dueUntil(id: number, desk: Desk, type: string, lateMinutes = 0): Promise<Desk> {
  if (desk.nextDeadline?.type === type) return due(id, desk, lateMinutes)
  return dueUntil(id, await due(id, desk), type, lateMinutes)
}

const events = (id: number) =>
  sql<{ type: string; outcome: Record<string, unknown> }[]>`
    select type, outcome from order_events where order_id = ${id} order by seq`

describe('an order that nobody answers', () => {
  it('reminds twice in the last hour, then is rejected by itself: the goods are back, nothing was taken', async () => {
    const before = await shop.onHand('HELMET')
    const { id, desk } = await arrive()
    expect((await shop.row(id))?.respondBy).toEqual(later(240))
    const end = await dueUntil(id, desk, 'answerMissed')
    expect(await events(id)).toMatchObject([
      { type: 'received' },
      { type: 'answerReminder' },
      { type: 'answerReminder' },
      { type: 'answerMissed', outcome: { missed: 'enforced', reason: 'not_answered' } },
    ])
    expect(end).toMatchObject({ closed: true, nextDeadline: null })
    expect(await shop.row(id)).toMatchObject({
      status: 'rejected',
      rejectReason: 'not_answered',
      respondBy: null,
    })
    expect(await shop.onHand('HELMET')).toBe(before)
    expect(await sql`select amount from payments where order_id = ${id}`).toMatchObject([{ amount: 0 }])
    expect(await sql`select status from sales where order_id = ${id}`).toMatchObject([{ status: 'void' }])
  })

  it('is only marked where the source says so; who saw it before may still accept', async () => {
    await setRules({ ...answer, whenMissed: 'flag' }, null)
    const { id, desk } = await arrive()
    const seenVersion = desk.version
    await dueUntil(id, desk, 'answerMissed')
    expect(await shop.row(id)).toMatchObject({ status: 'new', problems: [{ code: 'answer_missed' }] })
    expect(await shop.act(id, 'accept', {}, { seenVersion, at: later(250) })).toMatchObject({
      status: 'applied',
    })
    expect(await shop.row(id)).toMatchObject({
      status: 'in_process',
      problems: [],
      answerMissedAt: later(240),
    })
  })

  it('is marked and not punished where the desk was down as its time ran out', async () => {
    const { id, desk } = await arrive()
    await dueUntil(id, desk, 'answerMissed', 2)
    expect(await shop.row(id)).toMatchObject({ status: 'new', problems: [{ code: 'answer_missed' }] })
    expect((await events(id)).at(-1)?.outcome).toEqual({ missed: 'flagged', deskWasDown: true })
  })

  it('is marked where the program began to run only after its time, however shortly', async () => {
    const { id, desk } = await arrive()
    const upSince = new Date(later(240).getTime() + 5_000)
    const restarted = createRecord({ sql, log: silentLog, upSince })
    const last = await dueUntil(id, await due(id, desk), 'answerReminder')
    const happening = last.nextDeadline ?? { id: '' }
    await restarted({ orderId: id, happening, at: upSince.getTime() + 1_000 })
    expect(await shop.row(id)).toMatchObject({ status: 'new', problems: [{ code: 'answer_missed' }] })
    expect((await events(id)).at(-1)?.outcome).toMatchObject({ deskWasDown: true })
  })

  it('is marked at once where it comes after its time, and never rejected by itself', async () => {
    const { id, desk } = await arrive({}, later(300))
    expect(desk.nextDeadline).toBeNull()
    expect(await shop.row(id)).toMatchObject({ status: 'new', problems: [{ code: 'answer_missed' }] })
  })

  it.each([
    ['customer_id_required', { customer: { email: 'stranger@example.com' } }],
    ['product_match_failed', { lines: [{ ...webOrder([{ sku: 'NONE' }]).lines[0] }], total: '11.00' }],
  ])('has its clock in %s, too', async (status, more) => {
    const { id, desk } = await arrive({ ...more, payment: { status: 'unpaid', amount: '0.00' } })
    expect((await shop.row(id))?.status).toBe(status)
    await dueUntil(id, desk, 'answerMissed')
    expect((await shop.row(id))?.status).toBe('rejected')
  })

  it('keeps its clock while staff identify and match', async () => {
    const { id, desk } = await arrive({ customer: { email: 'stranger2@example.com' } })
    await shop.act(id, 'identifyCustomer', { customerId: 'C1' }, { at: later(10) })
    expect(await shop.row(id)).toMatchObject({ status: 'new', respondBy: later(240), deadlineAt: later(180) })
    expect((await due(id, desk)).nextDeadline).toMatchObject({ type: 'answerReminder' })
  })
})

describe('an order that is answered', () => {
  it('hears no more of its clock, however often an old timer comes', async () => {
    const { id, desk } = await arrive()
    await shop.act(id, 'accept', {}, { at: later(5) })
    const told = await due(id, desk)
    expect(told).toMatchObject({ nextDeadline: null, status: 'in_process' })
    expect((await events(id)).map(({ type }) => type)).toEqual(['received', 'accept'])
  })

  it('before its time, though the signal is late: the accept that waits is decided before the deadline', async () => {
    const { id, desk } = await arrive()
    const clicked = await shop.put(id, 'accept', {}, { at: later(239) })
    const told = await dueUntil(id, desk, 'answerMissed')
    expect(told).toMatchObject({ status: 'in_process', nextDeadline: null })
    expect(await shop.answer(id, clicked)).toMatchObject({ status: 'applied' })
  })

  it('after its time loses, and is told so', async () => {
    const { id, desk } = await arrive()
    const clicked = await shop.put(id, 'accept', {}, { at: later(241) })
    await dueUntil(id, desk, 'answerMissed')
    await shop.tell(id, { id: clicked })
    expect(await shop.answer(id, clicked)).toMatchObject({ status: 'refused', refusal: { code: 'closed' } })
  })
})

describe('goods that are held', () => {
  const readyAt = later(60)
  const heldUntil = new Date('2026-03-09T21:00:00Z')

  async function ready(more: Record<string, unknown> = {}) {
    const { id } = await arrive(more)
    await shop.act(id, 'accept', {}, { at: later(30) })
    const happening = await shop.put(id, 'ready', { location: 'Shelf B4' }, { at: readyAt })
    return { id, desk: await shop.tell(id, { id: happening }) }
  }

  it('remind the customer and are released by themselves, back on the shelf', async () => {
    const before = await shop.onHand('HELMET')
    const { id, desk } = await ready()
    expect(await shop.row(id)).toMatchObject({
      holdUntil: heldUntil,
      dueAt: heldUntil,
      deadlineKind: 'pickupReminder',
    })
    const end = await dueUntil(id, desk, 'holdEnded')
    expect(end.closed).toBe(true)
    expect(await shop.row(id)).toMatchObject({ status: 'rejected', rejectReason: 'not_collected' })
    expect(await shop.onHand('HELMET')).toBe(before)
  })

  it('say of a reservation that it was not bought, and why', async () => {
    const { id, desk } = await ready({ fulfilment: 'reserve', payment: { status: 'unpaid', amount: '0.00' } })
    await dueUntil(id, desk, 'holdEnded')
    expect((await events(id)).at(-1)?.outcome).toMatchObject({
      resolution: 'not_bought',
      reason: 'not_collected',
    })
  })

  it('are only marked where the store says so, or where the desk was down', async () => {
    const late = await ready()
    await dueUntil(late.id, late.desk, 'holdEnded', 2)
    expect(await shop.row(late.id)).toMatchObject({
      status: 'ready_for_pickup',
      problems: [{ code: 'hold_ended' }],
    })
    await setRules(null, { ...pickup, whenEnded: 'flag' })
    const marked = await ready()
    await dueUntil(marked.id, marked.desk, 'holdEnded')
    expect(await shop.row(marked.id)).toMatchObject({
      status: 'ready_for_pickup',
      problems: [{ code: 'hold_ended' }],
    })
  })

  it('are held longer where somebody says so; the former end passes without effect', async () => {
    const { id, desk } = await ready()
    await shop.act(id, 'extendHold', { holdUntil: '2026-03-12' }, { at: later(70) })
    expect((await shop.row(id))?.holdUntil).toEqual(new Date('2026-03-12T21:00:00Z'))
    const told = await shop.tell(
      id,
      { id: `holdEnded:${heldUntil.toISOString()}`, type: 'holdEnded' },
      heldUntil.getTime(),
    )
    expect(told).toMatchObject({ status: 'ready_for_pickup', nextDeadline: { type: 'pickupReminder' } })
    expect(desk.nextDeadline?.at).toBeLessThan(told.nextDeadline?.at ?? 0)
  })

  it('are not held until a moment that has passed', async () => {
    const { id } = await ready()
    const refused = await shop.act(id, 'extendHold', { holdUntil: '2026-03-01' }, { at: later(70) })
    expect(refused).toMatchObject({ status: 'refused', refusal: { code: 'date_passed' } })
  })

  it('are never held less long than their customer was told', async () => {
    const { id } = await ready()
    const until = (holdUntil: string) => shop.act(id, 'extendHold', { holdUntil }, { at: later(70) })
    const shorter = { status: 'refused', refusal: { code: 'hold_shorter' } }
    expect(await until('2026-03-06')).toMatchObject(shorter)
    expect((await shop.row(id))?.holdUntil).toEqual(heldUntil)
    await until('2026-03-12')
    expect(await until('2026-03-12T16:59')).toMatchObject(shorter)
    expect(await until('2026-03-12T17:00')).not.toMatchObject(shorter)
  })

  it('are found by their place', async () => {
    const { id } = await ready()
    const found =
      await sql`select id from orders where search_text like '%' || search_key('shelf b4') || '%' and id = ${id}`
    expect(found).toHaveLength(1)
  })
})

describe('a promised day', () => {
  it('that passes is shown as missed until the order is ready or another day is promised', async () => {
    const { id } = await arrive()
    await shop.act(id, 'accept', { readyBy: '2026-03-03' }, { at: later(5) })
    const end = new Date('2026-03-04T05:00:00Z')
    expect(await shop.row(id)).toMatchObject({ deadlineKind: 'promiseMissed', dueAt: end })
    await shop.tell(id, { id: `promiseMissed:${end.toISOString()}`, type: 'promiseMissed' }, end.getTime())
    expect(await shop.row(id)).toMatchObject({
      dueAt: end,
      problems: [{ code: 'promise_missed', by: '2026-03-03' }],
    })
    const at = new Date('2026-03-04T15:00:00Z')
    const over = await shop.act(id, 'changeReadyBy', { readyBy: '2026-03-03' }, { at })
    expect(over).toMatchObject({ status: 'refused', refusal: { code: 'date_passed' } })
    await shop.act(id, 'changeReadyBy', { readyBy: '2026-03-06' }, { at })
    expect(await shop.row(id)).toMatchObject({
      problems: [],
      readyBy: '2026-03-06',
      deadlineKind: 'promiseMissed',
    })
  })
})

describe('other hours or rules', () => {
  const rulesChanged = (id: number, change: number, at: Date) =>
    shop.tell(id, { id: `rules:${change}`, type: 'rulesChanged' }, at.getTime())

  it('move the clocks of an open order and leave a trace on it', async () => {
    const { id } = await arrive()
    await setRules({ ...answer, hours: 8 }, pickup)
    const desk = await rulesChanged(id, 1, later(60))
    expect(desk.nextDeadline).toMatchObject({ type: 'answerReminder' })
    expect((await events(id)).at(-1)).toMatchObject({
      type: 'rulesChanged',
      outcome: { moved: { respondBy: [later(240).toISOString(), '2026-03-03T14:03:00.000Z'] } },
    })
    await rulesChanged(id, 1, later(61))
    expect(await events(id)).toHaveLength(2)
  })

  it('that would have ended a clock already mark the order and do not reject it', async () => {
    const { id } = await arrive()
    await setRules({ ...answer, hours: 1 }, pickup)
    await rulesChanged(id, 1, later(90))
    expect(await shop.row(id)).toMatchObject({
      status: 'new',
      problems: [{ code: 'answer_missed' }],
      deadlines: [],
    })
  })

  it('never shorten a hold that the customer was told of', async () => {
    const { id } = await arrive()
    await shop.act(id, 'accept', {}, { at: later(5) })
    await shop.act(id, 'ready', {}, { at: later(60) })
    await setRules(answer, { ...pickup, days: 1 })
    await rulesChanged(id, 1, later(90))
    expect((await shop.row(id))?.holdUntil).toEqual(new Date('2026-03-09T21:00:00Z'))
  })
})

describe('clocks of two machines that differ', () => {
  it('set a reminder again that was given: it is taken off, and the next one is waited for', async () => {
    const { id, desk } = await arrive()
    const given = desk.nextDeadline
    await due(id, desk)
    const again = await shop.tell(id, { id: 'rules:7', type: 'rulesChanged' }, later(170).getTime())
    expect(again.nextDeadline).toEqual(given)
    const told = await due(id, again)
    expect(told.nextDeadline).toMatchObject({ type: 'answerReminder', at: later(210).getTime() })
    expect((await events(id)).filter(({ type }) => type === 'answerReminder')).toHaveLength(1)
  })

  it('do not make a miss undone', async () => {
    await setRules({ ...answer, whenMissed: 'flag' }, null)
    const { id, desk } = await arrive()
    await dueUntil(id, desk, 'answerMissed')
    await shop.act(id, 'accept', {}, { at: later(239) })
    const step = String((await shop.row(id))?.step?.id)
    await shop.act(id, 'undo', { step }, { at: later(239.1) })
    expect(await shop.row(id)).toMatchObject({
      status: 'new',
      deadlines: [],
      problems: [{ code: 'answer_missed' }],
    })
  })
})

describe('a click before the deadline that can not be recorded', () => {
  it('is given up for itself, and the deadline comes all the same', async () => {
    const broken = createRecord({
      sql,
      log: silentLog,
      lockLevels: () => Promise.reject(new Error('the shelf is on fire')),
    })
    const { id, desk } = await arrive({ customer: { email: 'stranger3@example.com' } })
    const clicked = await shop.put(id, 'identifyCustomer', { customerId: 'C1' }, { at: later(10) })
    const { nextDeadline } = desk
    for (let tries = 0; tries < 5; tries++) {
      await broken({ orderId: id, happening: nextDeadline ?? { id: '' }, at: nextDeadline?.at ?? 0 }).catch(
        () => null,
      )
    }
    expect(await shop.answer(id, clicked)).toMatchObject({ status: 'failed' })
    const rest = await shop.tell(id, nextDeadline ?? { id: '' }, nextDeadline?.at)
    await dueUntil(id, rest, 'answerMissed')
    expect((await shop.row(id))?.status).toBe('rejected')
  })
})
