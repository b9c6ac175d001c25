import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../runtime/running-program.ts'
import { openTellingDesk, type TellingDesk } from './telling-desk.ts'

const seconds = 60
/** The engine gives what a dead worker had begun to another once it has not been heard of for 12 s. */
const secondsToTakeOver = 60

describe('a running desk that takes its own money', () => {
  let shop: TellingDesk

  beforeAll(async () => {
    shop = await openTellingDesk()
    await shop.rules({ store: { undoSeconds: 0 } })
  })

  afterAll(() => shop?.desk.close())

  const accept = async (number: string) => {
    await shop.staff.insist(number, 'accept', { actionId: `accept-${number}` })
    await shop.hasStatus(number, 'in_process')
  }
  const isCaptured = (number: string, wait = seconds) =>
    until(async () => {
      const [row] = await shop.sql`
        select o.money ->> 'state' as state,
          (select coalesce(sum(amount), 0)::int from payments where order_id = o.id) as noted
        from orders o where number = ${number}`
      return row?.state === 'captured' && row.noted === 1_100
    }, wait)

  it('takes the money of an order that is accepted', async () => {
    await shop.arrived(['PAID-1'])
    await accept('PAID-1')
    await isCaptured('PAID-1')
    expect(shop.deedsOf('PAID-1')).toEqual(['capture'])
  })

  it('takes it once where its worker is killed before it was asked for, and before the answer came', async () => {
    await shop.arrived(['PAID-2', 'PAID-3'])
    shop.stripe.faults.push({ path: /pi_PAID-2\/capture$/, is: 'hung' })
    shop.stripe.faults.push({ path: /pi_PAID-3\/capture$/, is: { late: new Promise(() => {}) } })
    await Promise.all(['PAID-2', 'PAID-3'].map(accept))
    await until(() => shop.stripe.faults.length === 0, seconds)
    shop.killWorker()
    await shop.startWorker()
    await Promise.all(['PAID-2', 'PAID-3'].map((number) => isCaptured(number, secondsToTakeOver)))
    expect(shop.deedsOf('PAID-2')).toEqual(['capture'])
    expect(shop.deedsOf('PAID-3')).toEqual(['capture'])
  })
})
