import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Desk } from '../program/desk.ts'
import { kickstand, type Program, run, until } from '../runtime/running-program.ts'
import { openedHome } from '../support/opened-home.ts'
import { webOrder } from '../support/shop.ts'

const seconds = 60
const products = 'sku,name,on_hand_main\nPUMP,Floor pump,500\n'
const customers = 'id,first_name,last_name,email\nC1,Kim,Okafor,kim@example.com\n'

describe('kickstand verify', () => {
  let desk: Desk
  let program: Program

  beforeAll(async () => {
    desk = await Desk.prepare({}, openedHome())
    program = await desk.start('start')
    await desk.furnish()
    await desk.importText('products', products)
    await desk.importText('customers', customers)
    const orders = Array.from({ length: 12 }, (_, n) => webOrder([{ sku: 'PUMP' }], { number: `V-${n}` }))
    const website = desk.website()
    await website.stream(orders)
    await until(async () => (await website.order('V-11'))?.status === 'new', seconds)
  })

  afterAll(() => desk?.close())

  async function verify(...words: string[]) {
    const told = await run(desk.home, kickstand('verify', ...words))
    const code = await told.ended
    return { code, output: told.output() }
  }

  it('says that everything agrees, while the shop runs', async () => {
    const { code, output } = await verify()
    expect(output).toContain('12 orders checked\nEverything agrees.')
    expect(code).toBe(0)
    expect(await desk.sql`select state, differences from book_checks`).toEqual([
      { state: 'done', differences: 0 },
    ])
  })

  it('names each difference and ends with 1', async () => {
    await desk.sql`update orders set total = total + 100 where number = 'V-3'`
    const { code, output } = await verify('--order', 'northshore/V-3', '--json')
    expect(code).toBe(1)
    expect(JSON.parse(output)).toMatchObject({
      orders: 1,
      count: 2,
      differences: [
        { code: 'row_differs', about: 'total', order: { number: 'V-3' } },
        { code: 'sale_differs' },
      ],
    })
    await desk.sql`update orders set total = total - 100 where number = 'V-3'`
  })

  it('works while the shop is closed, and says what it could not look at', async () => {
    program.child.kill('SIGTERM')
    await program.ended
    const { code, output } = await verify()
    expect(output).toContain('Temporal could not be reached: workflows were not looked at.')
    expect(output).toContain('What was looked at agrees.')
    expect(code).toBe(0)
  })
})
