import { beforeAll, describe, expect, it } from 'vitest'
import { returnDeadlineId } from '../../domain/returns/decide.ts'
import { waitingToStart } from '../../intake/waiting.ts'
import { createTestDatabase } from '../support/database.ts'
import { type ReturnsDesk, returnsDesk } from '../support/returns.ts'
import { openShop, type Shop, webOrder } from '../support/shop.ts'

const { sql } = await createTestDatabase()
let shop: Shop
let desk: ReturnsDesk

beforeAll(async () => {
  shop = await openShop(sql)
  desk = returnsDesk(sql, shop)
  await shop.stock({ sku: 'HELMET', onHand: 100 })
  await sql`
    create function break_down() returns trigger language plpgsql as
      $$ begin raise exception 'broken' using errcode = 'data_exception'; end $$`
  await sql`
    create trigger broken before insert on return_events for each row when (new.type = 'goodsLate')
      execute function break_down()`
})

async function awaited(): Promise<number> {
  const order = webOrder([{ sku: 'HELMET' }], { fulfilment: 'reserve', payment: { status: 'unpaid' } })
  const id = await shop.receive(order)
  await shop.act(id, 'accept')
  await shop.act(id, 'ready')
  await shop.act(id, 'complete', { collectedBy: 'Kim', idChecked: ['card'], payment: 'cash' })
  return desk.opened(id, [{ sellable: 1 }], { goodsAreHere: false })
}

describe('a return whose deadline keeps failing', () => {
  it('gives it up after some tries, shows the error, and goes on with whatever comes next', async () => {
    const id = await awaited()
    const at: Date = (await desk.row(id))?.deadlineAt
    const look = () =>
      desk.recordReturn({
        returnId: id,
        happening: { id: returnDeadlineId({ kind: 'goodsLate', at }) },
        at: at.getTime(),
      })
    for (let times = 1; times < 5; times++) await expect(look()).rejects.toThrow('broken')
    expect(await look()).toEqual({ closed: false, nextDeadline: null })
    expect(await desk.row(id)).toMatchObject({
      status: 'opened',
      attempts: 5,
      deadlineAt: null,
      errorId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
    expect(await desk.act(id, 'cancel', {})).toMatchObject({ status: 'applied' })
    expect(await desk.row(id)).toMatchObject({ status: 'cancelled', attempts: 0, errorId: null })
  })
})

it('What waits in the inboxes of returns is counted beside what waits in those of orders', async () => {
  const id = await awaited()
  const before = (await waitingToStart(sql)).returnHappenings
  await sql`
    insert into return_happenings (return_id, id, type, actor_kind, at)
    values (${id}, 'w1', 'tryAgain', 'system', now() - interval '1 minute')`
  const waiting = await waitingToStart(sql)
  expect(waiting.returnHappenings).toBe(before + 1)
  expect(waiting.oldestReturnHappeningSeconds).toBeGreaterThanOrEqual(60)
})
