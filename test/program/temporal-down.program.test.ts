import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../runtime/ports.ts'
import { wordsFor } from '../../views/words.ts'
import { until } from '../runtime/running-program.ts'
import { openedHome } from '../support/opened-home.ts'
import { webOrder } from '../support/shop.ts'
import { temporalCliForTests } from '../support/temporal-programs.ts'
import { levelsThatDiffer, timesApplied, unanswered } from './books.ts'
import { Desk, SOURCE } from './desk.ts'
import type { ModelShop } from './model-shop.ts'
import type { Staff } from './staff.ts'

const secondsToCatchUp = 60
const { t } = wordsFor('en')

const products = 'sku,name,on_hand_main\nPUMP,Floor pump,500\n'
const customers = 'id,first_name,last_name,email\nC1,Kim,Okafor,kim@example.com\n'

let count = 0
const order = () => webOrder([{ sku: 'PUMP' }], { number: `T-${++count}` })

/** A cluster of the shop's own, which no part of the desk starts again; it keeps what it knows in the home. */
async function startTemporal(port: number, home: string): Promise<ChildProcess> {
  const place = ['--port', String(port), '--db-filename', join(home, 'cluster.db')]
  const words = ['server', 'start-dev', '--headless', '--log-level', 'error', ...place]
  const child = spawn(await temporalCliForTests(), words, { stdio: 'ignore' })
  await once(child, 'spawn')
  return child
}

/** The queue's own words, up to the age of the oldest. */
function waitingInWords(orders: number): string {
  return t('queue.waiting', { count: orders, age: '\n' }).split('\n')[0] ?? ''
}

/** Orders that wait for some seconds are worth a word, and no earlier. */
const secondsToSaySo = 20

describe('a desk whose Temporal is away', () => {
  let desk: Desk
  let website: ModelShop
  let staff: Staff
  let port: number
  let temporal: ChildProcess | undefined
  const early = Array.from({ length: 25 }, order)
  const [first = '', second = '', third = ''] = early.map(({ number }) => number)
  const late = order()

  beforeAll(async () => {
    port = await freePort()
    desk = await Desk.prepare({ TEMPORAL_ADDRESS: `127.0.0.1:${port}` }, openedHome())
    await desk.start('start')
    await desk.furnish()
    await Promise.all([desk.importText('products', products), desk.importText('customers', customers)])
    website = desk.website()
    staff = await desk.signIn()
  })

  afterAll(async () => {
    temporal?.kill('SIGKILL')
    await desk?.close()
  })

  const hasStatus = (number: string, status: string) =>
    until(async () => (await website.order(number))?.status === status, secondsToCatchUp)

  const saysOnTheQueue = (words: string) =>
    until(async () => (await staff.see('/orders')).text.includes(words), secondsToSaySo)

  it('takes orders before it was ever there, and says how many wait', async () => {
    const { accepted, refused } = await website.send(...early)
    expect(accepted).toHaveLength(early.length)
    expect(refused).toEqual([])
    await saysOnTheQueue(waitingInWords(early.length))
  })

  it('works them once it is there', async () => {
    temporal = await startTemporal(port, desk.home)
    for (const { number } of early) await hasStatus(number, 'new')
    expect((await staff.see('/orders')).text).not.toContain(waitingInWords(early.length))
  })

  it('shows its queue, finds orders and opens them while it hangs', async () => {
    temporal?.kill('SIGSTOP')
    const paths = ['/orders', `/orders?q=${second}`, `/orders/${SOURCE}/${second}`]
    for (const { status, text } of await Promise.all(paths.map(staff.see))) {
      expect(status).toBe(200)
      expect(text).toContain(second)
    }
  })

  it('takes orders while it hangs', async () => {
    const { accepted } = await website.send(late)
    expect(accepted).toEqual([{ number: late.number, duplicate: false }])
    expect(await website.order(late.number)).toBeUndefined()
    await saysOnTheQueue(waitingInWords(1))
  })

  it('keeps what staff do while it hangs, and says that it waits', async () => {
    const clicks = await Promise.all([
      staff.click(first, 'accept', { actionId: 'accept-first' }),
      staff.click(first, 'accept', { actionId: 'accept-first' }),
      staff.click(second, 'reject', { actionId: 'reject-second', reason: 'out_of_stock' }),
    ])
    for (const { status, text } of clicks) {
      expect(status).toBe(200)
      expect(text).toContain(t('outcome.waiting'))
    }
    expect((await staff.see(`/orders/${SOURCE}/${first}`)).text).toContain(t('timeline.state.waiting'))
    expect((await website.order(first))?.status).toBe('new')
  })

  it('carries all of it out once, when it is killed at last and started again', async () => {
    temporal?.kill('SIGKILL')
    temporal = await startTemporal(port, desk.home)
    await hasStatus(first, 'in_process')
    await hasStatus(second, 'rejected')
    await hasStatus(late.number, 'new')
    expect((await website.order(third))?.status).toBe('new')
    await until(async () => (await unanswered(desk.sql)).length === 0, secondsToCatchUp)
    expect(await timesApplied(desk.sql, 'accept')).toEqual(new Map([[first, 1]]))
    expect(await timesApplied(desk.sql, 'reject')).toEqual(new Map([[second, 1]]))
    expect(await levelsThatDiffer(desk.sql)).toEqual([])
    expect((await staff.see('/orders')).text).not.toContain(waitingInWords(1))
  })
})
