import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { HappeningType } from '../../domain/happening.ts'
import { createTestDatabase } from '../support/database.ts'
import { openShop, type Shop, webOrder } from '../support/shop.ts'

const { sql } = await createTestDatabase()
let shop: Shop

const start = new Date('2026-03-02T14:00:00Z')
const later = (seconds: number) => new Date(start.getTime() + seconds * 1_000)

beforeAll(async () => {
  shop = await openShop(sql)
  await shop.stock({ sku: 'HELMET', onHand: 100 })
  await shop.stock({ sku: 'LAST', onHand: 1 })
  await sql`update sources set callback_url = 'https://shop.test/hook'`
})

async function order(more: Record<string, unknown> = {}, sku = 'HELMET') {
  return shop.receive(webOrder([{ sku, quantity: sku === 'LAST' ? 1 : 2 }], more))
}

const collected = { collectedBy: 'Kim', idChecked: ['card'] }

/** Steps on the way, each a minute before the next; the last one as the undo time starts. */
async function go(id: number, ...steps: [HappeningType, object?][]): Promise<string> {
  let last = ''
  for (const [index, [type, payload]] of steps.entries()) {
    last = await shop.put(id, type, payload, { at: later((index - steps.length + 1) * 60) })
    await shop.tell(id, { id: last })
    expect(await shop.answer(id, last)).toMatchObject({ status: 'applied' })
  }
  return last
}

const undo = (id: number, step: string, seconds = 10) =>
  shop.act(id, 'undo', { step }, { at: later(seconds) })

const told = async (id: number) => {
  const rows = await sql<{ about: string; status: string; notBefore: Date | null }[]>`
    select content ->> 'status' as about, status, not_before from callbacks where order_id = ${id} order by seq`
  return rows.map(({ about, status }) => `${about} ${status}`)
}

describe('a step that is taken back in its time', () => {
  it('accept: the order is new again, its payment is not noted, and the website hears of neither', async () => {
    const id = await order()
    const step = await go(id, ['accept', { readyBy: '2026-03-05' }])
    const [held] =
      await sql`select not_before from callbacks where order_id = ${id} order by seq desc limit 1`
    expect(held?.notBefore).toEqual(later(17))
    expect(await undo(id, step)).toMatchObject({ status: 'applied' })
    expect(await shop.row(id)).toMatchObject({ status: 'new', readyBy: null, step: null, deadlines: [] })
    expect(await sql`select from payments where order_id = ${id} and taken_back_at is null`).toHaveLength(0)
    expect(await told(id)).toEqual(['new waiting', 'in_process taken_back'])
    await go(id, ['accept'])
    expect(await sql`select from payments where order_id = ${id} and taken_back_at is null`).toHaveLength(1)
  })

  it('ready: in process again, without its place and its hold', async () => {
    const id = await order()
    await sql`update stores set rules = '{"pickup": {"days": 7, "remindHours": null, "whenEnded": "flag"}}'`
    const step = await go(id, ['accept'], ['ready', { location: 'B4' }])
    expect((await shop.row(id))?.holdUntil).not.toBeNull()
    await undo(id, step)
    expect(await shop.row(id)).toMatchObject({
      status: 'in_process',
      location: null,
      holdUntil: null,
      readyAt: null,
    })
    expect((await shop.row(id))?.searchText).not.toContain('b4')
  })

  it('complete: ready again as it was, the sale is open and what the till took is not noted', async () => {
    const id = await order({ fulfilment: 'reserve', payment: { status: 'unpaid', amount: '0.00' } })
    const step = await go(
      id,
      ['accept'],
      ['ready', { location: 'B4' }],
      ['complete', { ...collected, payment: 'cash' }],
    )
    const before = await shop.onHand('HELMET')
    await undo(id, step)
    expect(await shop.row(id)).toMatchObject({ status: 'ready_for_pickup', location: 'B4' })
    expect(await sql`select status, ended_at from sales where order_id = ${id}`).toMatchObject([
      { status: 'open', endedAt: null },
    ])
    expect(await shop.onHand('HELMET')).toBe(before)
    expect(await shop.act(id, 'complete', { ...collected, payment: 'card' })).toMatchObject({
      status: 'applied',
    })
    const [paid] =
      await sql`select sum(amount)::int as sum from payments where order_id = ${id} and taken_back_at is null`
    expect(paid?.sum).toBe(2200)
  })

  it('reject: the goods are off the shelf again, on the same sale', async () => {
    const id = await order()
    const before = await shop.onHand('HELMET')
    const [{ number } = { number: '' }] = await sql<
      { number: string }[]
    >`select number from sales where order_id = ${id}`
    const step = await go(id, ['reject', { reason: 'damaged' }])
    expect(await shop.onHand('HELMET')).toBe(before + 2)
    await undo(id, step)
    expect(await shop.row(id)).toMatchObject({ status: 'new', rejectReason: null, shortage: false })
    expect(await shop.onHand('HELMET')).toBe(before)
    expect(await sql`select number, status from sales where order_id = ${id}`).toMatchObject([
      { number, status: 'open' },
    ])
    expect(
      await sql`select from sale_lines where order_id = ${id} and taken_off_at is not null`,
    ).toHaveLength(0)
  })

  it('reject, where the goods went to somebody else meanwhile: they are owed', async () => {
    const id = await order({}, 'LAST')
    const step = await go(id, ['reject', { reason: 'other' }])
    const other = await order({}, 'LAST')
    expect((await shop.row(other))?.shortage).toBe(false)
    await undo(id, step)
    expect(await shop.row(id)).toMatchObject({ status: 'new', shortage: true })
    expect(await shop.onHand('LAST')).toBe(0)
  })

  it('archive: it waits for its customer again', async () => {
    const id = await order({ customer: { email: 'stranger@example.com' } })
    const step = await go(id, ['archive', { comment: 'sold by hand' }])
    await undo(id, step)
    expect(await shop.row(id)).toMatchObject({ status: 'customer_id_required' })
  })
})

describe('what follows a step within its time', () => {
  it('waits as long as the step does, and goes with it', async () => {
    await sql`
      insert into mail_server (host, port, security, from_address) values ('mail.test', 25, 'none', 'shop@mail.test')`
    const id = await order()
    const step = await go(id, ['accept', { readyBy: '2026-03-05' }])
    await shop.act(id, 'changeReadyBy', { readyBy: '2026-03-06', tell: true }, { at: later(5) })
    const letters =
      await sql`select kind, status, not_before from letters where order_id = ${id} order by seq`
    expect(letters).toMatchObject([
      { kind: 'taken_on', status: 'waiting', notBefore: later(17) },
      { kind: 'new_day', status: 'waiting', notBefore: later(17) },
    ])
    await undo(id, step)
    expect(await sql`select distinct status from letters where order_id = ${id}`).toEqual([
      { status: 'taken_back' },
    ])
    await sql`delete from letters`
    await sql`delete from mail_server`
  })

  it('can be undone one after the other, the last first', async () => {
    const id = await order()
    const accepted = await shop.put(id, 'accept', {}, { at: later(0) })
    await shop.tell(id, { id: accepted })
    const ready = await shop.put(id, 'ready', {}, { at: later(4) })
    await shop.tell(id, { id: ready })
    expect(await undo(id, accepted, 5)).toMatchObject({ refusal: { code: 'not_last_step' } })
    expect(await undo(id, ready, 6)).toMatchObject({ status: 'applied' })
    expect(await undo(id, accepted, 8)).toMatchObject({ status: 'applied' })
    expect(await shop.row(id)).toMatchObject({ status: 'new', step: null })
    expect(await told(id)).toEqual(['new waiting', 'in_process taken_back', 'ready_for_pickup taken_back'])
  })
})

describe('a step that can not be taken back', () => {
  it('is refused when its time is over, and what it tells goes out', async () => {
    const id = await order()
    const step = await go(id, ['accept'])
    expect(await undo(id, step, 16)).toMatchObject({ status: 'refused', refusal: { code: 'undo_over' } })
    expect(await told(id)).toEqual(['new waiting', 'in_process waiting'])
  })

  it('is refused when another step came after it, or twice', async () => {
    const id = await order()
    const accepted = await go(id, ['accept'])
    await shop.act(id, 'ready', {}, { at: later(5) })
    expect(await undo(id, accepted)).toMatchObject({ status: 'refused', refusal: { code: 'not_last_step' } })
    const step = (await shop.row(id))?.step as { id: string }
    expect(await undo(id, step.id)).toMatchObject({ status: 'applied' })
    expect(await undo(id, step.id)).toMatchObject({ status: 'refused' })
  })

  it('counts by the moment of the click, however late it is recorded', async () => {
    const id = await order()
    const step = await go(id, ['accept'])
    const clicked = await shop.put(id, 'undo', { step }, { at: later(14) })
    await shop.tell(id, { id: clicked }, later(3_600).getTime())
    expect(await shop.answer(id, clicked)).toMatchObject({ status: 'applied' })
  })

  it('that the website heard of already is told of again as it stands now', async () => {
    const id = await order()
    const step = await go(id, ['accept'])
    await sql`update callbacks set status = 'delivered', tries = 1, first_try_at = now(), ended_at = now() where order_id = ${id}`
    await undo(id, step)
    expect(await told(id)).toEqual(['new delivered', 'in_process delivered', 'new waiting'])
  })
})

describe('a closed order that is reopened', () => {
  it('goes back to where it stood, however long ago, and the website is told', async () => {
    const id = await order()
    const step = await go(id, ['accept'], ['ready'], ['complete', collected])
    await sql`update callbacks set status = 'delivered', tries = 1, first_try_at = now(), ended_at = now() where order_id = ${id}`
    const reopened = await shop.act(id, 'reopen', { step, reason: 'Wrong parcel.' }, { at: later(86_400) })
    expect(reopened).toMatchObject({ status: 'applied' })
    expect(await shop.row(id)).toMatchObject({ status: 'ready_for_pickup' })
    expect((await told(id)).at(-1)).toBe('ready_for_pickup waiting')
  })

  it('also one that the website cancelled', async () => {
    const id = await order()
    await shop.tell(
      id,
      { id: 'cancellation', type: 'cancellation', payload: { reason: 'changed my mind' } },
      start.getTime(),
    )
    expect(await undo(id, 'cancellation', 1)).toMatchObject({
      status: 'refused',
      refusal: { code: 'undo_over' },
    })
    await shop.act(id, 'reopen', { step: 'cancellation', reason: 'And again.' }, { at: later(60) })
    expect(await shop.row(id)).toMatchObject({ status: 'new' })
  })
})

describe('a reservation that is reopened', () => {
  it('keeps the money that is in the till, where an undo would have given it back', async () => {
    const id = await order({ fulfilment: 'reserve', payment: { status: 'unpaid', amount: '0.00' } })
    const step = await go(id, ['accept'], ['ready'], ['complete', { ...collected, payment: 'cash' }])
    await shop.act(id, 'reopen', { step, reason: 'Wrong helmet.' }, { at: later(86_400) })
    const paid = await sql`select amount::int from payments where order_id = ${id} and taken_back_at is null`
    expect(paid).toMatchObject([{ amount: 2_200 }])
    expect(await shop.act(id, 'complete', { ...collected, payment: 'cash' })).toMatchObject({
      status: 'applied',
    })
  })
})

describe('any life with steps taken back', () => {
  const steps: [HappeningType, object][] = [
    ['accept', {}],
    ['ready', { location: 'A1' }],
    ['complete', collected],
    ['reject', { reason: 'other' }],
    ['undo', {}],
    ['reopen', { reason: 'because' }],
  ]

  it('keeps stock, sale and payments in step with the order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...steps), { maxLength: 12 }), async (life) => {
        const id = await order()
        for (const [type, payload] of life) {
          const step = ((await shop.row(id))?.step as { id: string } | null)?.id ?? 'none'
          await shop.act(id, type, type === 'undo' || type === 'reopen' ? { ...payload, step } : payload)
        }
        const [books] = await sql`
          select o.status, s.status as sale, s.ended_at is null as is_open,
            (select sum(allocated)::int from order_lines where order_id = o.id) as allocated,
            (select coalesce(-sum(quantity), 0)::int from stock_movements where order_id = o.id) as moved,
            (select coalesce(sum(amount), 0)::int from payments where order_id = o.id and taken_back_at is null) as paid,
            (select count(*)::int from sale_lines where order_id = o.id and taken_off_at is null) as sold
          from orders o join sales s on s.order_id = o.id where o.id = ${id}`
        const ended = { completed: 'finished', rejected: 'void' }[books?.status as 'completed'] ?? 'open'
        const rejected = books?.status === 'rejected'
        expect(books).toMatchObject({
          sale: ended,
          isOpen: ended === 'open',
          allocated: rejected ? 0 : 2,
          moved: rejected ? 0 : 2,
          sold: rejected ? 0 : 1,
        })
        expect(await shop.levelsThatDiffer()).toEqual([])
      }),
      { numRuns: 40 },
    )
  })
})
