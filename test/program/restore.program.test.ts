import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Program, processesOf, temporaryHome, until } from '../runtime/running-program.ts'
import { openedHome } from '../support/opened-home.ts'
import { webOrder } from '../support/shop.ts'
import { levelsThatDiffer, salesOutOfLine, timesApplied } from './books.ts'
import { Desk } from './desk.ts'
import type { ModelShop } from './model-shop.ts'

const products = `sku,name,kind,on_hand_main
PUMP,Floor pump,stock,5000
`
const customers = `id,first_name,last_name,email
C1,Kim,Okafor,kim@example.com
`
/** What staff did to each before the backup, and where it stood then. */
const lives: {
  number: string
  status: string
  line?: object
  more?: object
  steps: [string, Record<string, string>][]
}[] = [
  {
    number: 'ID',
    status: 'customer_id_required',
    more: { customer: { firstName: 'X', lastName: 'Y', email: 'nobody@example.com' } },
    steps: [],
  },
  { number: 'MATCH', status: 'product_match_failed', line: { sku: 'NOWHERE' }, steps: [] },
  { number: 'NEW', status: 'new', steps: [] },
  { number: 'TAKEN', status: 'in_process', steps: [['accept', {}]] },
  {
    number: 'READY',
    status: 'ready_for_pickup',
    steps: [
      ['accept', {}],
      ['ready', {}],
    ],
  },
  {
    number: 'SHIPPED',
    status: 'shipped',
    more: {
      fulfilment: 'delivery',
      shippingAddress: { name: 'Kim', street: 'S 1', city: 'Delft', postalCode: '1', country: 'NL' },
    },
    steps: [
      ['accept', {}],
      ['ship', {}],
    ],
  },
  {
    number: 'DONE',
    status: 'completed',
    steps: [
      ['accept', {}],
      ['ready', {}],
      ['complete', { collectedBy: 'Kim', idChecked: 'card' }],
    ],
  },
  { number: 'GONE', status: 'rejected', steps: [['reject', { reason: 'damaged' }]] },
]
const folder = mkdtempSync(join(tmpdir(), 'kickstand-backup-'))
const file = join(folder, 'shop.backup')
const early = join(folder, 'early.backup')

let first: Desk
let second: Desk
let website: ModelShop

async function kill(desk: Desk, program: Program) {
  program.child.kill('SIGKILL')
  await program.ended
  await until(() => processesOf(desk.home).length === 0, 20)
}

const statuses = async (at: ModelShop) =>
  Object.fromEntries(
    await Promise.all(lives.map(async ({ number }) => [number, (await at.order(number))?.status])),
  )
const expected = Object.fromEntries(lives.map(({ number, status }) => [number, status]))

/** Every open order is told to look again, or begun anew. */
const rebuilt = (desk: Desk) =>
  until(async () => {
    const [watch] = await desk.sql`select engine_id, rebuild_after from watch`
    return watch?.engineId != null && watch.rebuildAfter === null
  }, 60)

beforeAll(async () => {
  first = await Desk.prepare({}, openedHome())
  const program = await first.start('start')
  await first.furnish()
  await Promise.all([first.importText('products', products), first.importText('customers', customers)])
  website = first.website()
  for (const { number, line = { sku: 'PUMP' }, more } of lives)
    await website.send(webOrder([line], { number, ...more }))
  await first.command('backup', early)
  const staff = await first.signIn()
  for (const { number, steps } of lives) {
    await until(async () => (await website.order(number)) !== undefined, 60)
    for (const [action, fields] of steps)
      await staff.insist(number, action, { actionId: `${action}-${number}`, ...fields })
  }
  await until(async () => JSON.stringify(await statuses(website)) === JSON.stringify(expected), 60)
  // It goes on taking orders while the backup is made.
  const orders = Array.from({ length: 15 }, (_, n) => webOrder([{ sku: 'PUMP' }], { number: `B-${n}` }))
  const [, output] = await Promise.all([website.stream(orders), first.command('backup', file, '--with-key')])
  expect(output).toContain('keep it as safe as the shop itself')
  await kill(first, program)
})
afterAll(async () => {
  await Promise.all([first.close(), second?.close()])
  rmSync(folder, { recursive: true, force: true })
})

describe('a shop whose machine is gone, with Temporal and all that it knew', () => {
  it('is there again from its backup, in a new home, and its orders go on', async () => {
    second = await Desk.prepare({}, temporaryHome())
    expect(await second.command('restore', file)).toContain('every table is whole')
    await expect(second.command('restore', file)).rejects.toThrow('has a shop already, which would be lost')
    await second.start('start')
    const again = second.website()
    expect(await statuses(again)).toEqual(expected)
    await rebuilt(second)
    expect(await second.command('verify')).toMatch(/agree/i)

    // What came after the backup's moment the website sends again; what is there already is the same order.
    await again.stream([...website.acknowledged.values()])
    for (const { number } of again.acknowledged.values())
      await until(async () => (await again.order(number)) !== undefined, 60)
    const staff = await second.signIn()
    await staff.insist('NEW', 'accept', { actionId: 'accept-NEW' })
    await staff.insist('TAKEN', 'accept', { actionId: 'accept-TAKEN' })
    await staff.insist('TAKEN', 'ready', { actionId: 'ready-TAKEN' })
    await staff.insist('READY', 'complete', {
      actionId: 'complete-READY',
      collectedBy: 'Kim',
      idChecked: 'card',
    })
    await until(async () => (await again.order('READY'))?.status === 'completed', 60)
    expect(await statuses(again)).toEqual({
      ...expected,
      NEW: 'in_process',
      TAKEN: 'ready_for_pickup',
      READY: 'completed',
    })
    const accepted = await timesApplied(second.sql, 'accept')
    expect([accepted.get('NEW'), accepted.get('TAKEN')]).toEqual([1, 1])
    expect(await levelsThatDiffer(second.sql)).toEqual([])
    expect(await salesOutOfLine(second.sql)).toEqual([])
  })
})

describe('a database that is older than what Temporal knows', () => {
  it('is what counts: orders stand as they stood then, take what is clicked, and nothing is deducted twice', async () => {
    const home = temporaryHome()
    const third = await Desk.prepare({}, home)
    try {
      // The old home's key, put into the new one by hand.
      cpSync(join(first.home, 'key'), join(home, 'key'))
      expect(await third.command('restore', early)).toContain('key opens its secrets')
      // The engine of the first home has every order further on, or ended.
      cpSync(join(first.home, 'temporal'), join(home, 'temporal'), { recursive: true })
      await third.start('start')
      const again = third.website()
      await rebuilt(third)
      const staff = await third.signIn()
      for (const number of ['READY', 'DONE', 'GONE'])
        await until(async () => (await again.order(number))?.status === 'new', 60)
      for (const number of ['READY', 'DONE']) {
        await staff.insist(number, 'accept', { actionId: `accept-${number}` })
        await staff.insist(number, 'ready', { actionId: `again-${number}` })
        await until(async () => (await again.order(number))?.status === 'ready_for_pickup', 60)
      }
      await again.send(webOrder([{ sku: 'PUMP' }], { number: 'B-1' }))
      await until(async () => (await again.order('B-1'))?.status === 'new', 60)
      expect(await levelsThatDiffer(third.sql)).toEqual([])
      expect(await salesOutOfLine(third.sql)).toEqual([])
      expect(await third.sql`select id from happenings where status in ('waiting', 'failed')`).toEqual([])
    } finally {
      await third.close()
    }
  })
})
