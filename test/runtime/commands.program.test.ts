import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openedHome } from '../support/opened-home.ts'
import {
  clearAway,
  kickstand,
  type Program,
  processesOf,
  run,
  runToEnd,
  runUntilReady,
  stateOf,
  temporaryHome,
} from './running-program.ts'

const zone = ['--timezone', 'Europe/Amsterdam', '--currency', 'EUR']
const store = (code: string) => ['store', 'add', code, '--name', 'Main Street', ...zone]

describe('the command line, while the shop is closed', () => {
  const home = temporaryHome()

  afterEach(() => clearAway(home))

  it('opens it for as long as a command takes, or two at once, and leaves nothing running', async () => {
    const both = await Promise.all([runToEnd(home, ...store('main')), runToEnd(home, ...store('north'))])
    expect(both).toEqual([
      { code: 0, output: 'Store main added\n' },
      { code: 0, output: 'Store north added\n' },
    ])
    expect(processesOf(home)).toEqual([])
    const [again, env] = await Promise.all([runToEnd(home, ...store('main')), runToEnd(home, 'env')])
    expect(again).toEqual({ code: 1, output: 'There is a store "main" already\n' })
    expect(env.code).toBe(1)
    expect(env.output).toContain(`Kickstand does not run in ${home}`)
  })
})

describe('the command line, while the shop is open', () => {
  const home = openedHome()
  let services: Program

  beforeAll(async () => {
    services = await runUntilReady(home, kickstand('services'))
  })

  afterAll(() => clearAway(home, services))

  const query = async (work: (sql: postgres.Sql) => Promise<postgres.RowList<postgres.Row[]>>) => {
    const sql = postgres(stateOf(home).databaseUrl, { max: 1 })
    return work(sql).finally(() => sql.end())
  }

  it('says where its servers are', async () => {
    const { databaseUrl, temporalAddress } = stateOf(home)
    expect((await runToEnd(home, 'env')).output).toBe(
      `DATABASE_URL=${databaseUrl}\nTEMPORAL_ADDRESS=${temporalAddress}\n`,
    )
  })

  it('adds and changes a store, and says in one line what is wrong with it', async () => {
    const [wrong, added] = await Promise.all([
      runToEnd(home, ...store('east'), '--hours', 'Mon-Fri nine to five'),
      runToEnd(home, ...store('main')),
    ])
    expect(wrong).toEqual({ code: 1, output: expect.stringMatching(/^--hours must look like .*\n$/) })
    expect(added.code).toBe(0)
    const change = ['store', 'change', 'main', '--hours', 'Mon-Sat 09:00-18:00', '--special-days']
    const [unread, changed] = await Promise.all([
      runToEnd(home, ...change, '2020-12-25 closed'),
      runToEnd(home, ...change, 'none'),
    ])
    expect([unread.code, unread.output]).toEqual([1, expect.stringContaining('look at number 1')])
    expect(changed).toEqual({ code: 0, output: 'Store main changed\n' })
  })

  it('adds a source, whose secret it shows once and seals, and brings in products and customers', async () => {
    const { code, output } = await runToEnd(home, 'source', 'add', 'web', '--kind', 'integrator')
    expect(code).toBe(0)
    expect(output).toMatch(/^Source web added\nIts secret, shown this once: whsec_[A-Za-z0-9+/]{43}=\n$/)
    const [kept] = await query((sql) => sql`select array_to_string(secrets, ',') as secrets from sources`)
    expect(kept?.secrets).not.toContain(output.match(/whsec_(\S+)/)?.[1])
    const files = { products: join(home, 'products.csv'), customers: join(home, 'customers.csv') }
    writeFileSync(files.products, 'sku,name,price\nPUMP,Floor pump,39.50\nBELL,Bell,cheap\n')
    writeFileSync(files.customers, 'id,first_name,last_name,email\nC1,Kim,Okafor,kim@example.com\n')
    const [products, customers] = await Promise.all([
      runToEnd(home, 'import', 'products', files.products),
      runToEnd(home, 'import', 'customers', files.customers, '--source', 'web'),
    ])
    expect(products).toEqual({
      code: 1,
      output: expect.stringMatching(/1 products added.*\n1 refused:\n {2}row 3/),
    })
    expect(customers).toEqual({ code: 0, output: expect.stringContaining('1 customers added') })
  })

  it('adds an account at a payment provider, whose secrets stand in no argument, and lists it', async () => {
    const add = ['account', 'add', 'online', '--merchant-account', 'Online sales']
    const [unsaid, added] = await Promise.all([
      runToEnd(home, ...add),
      run(home, kickstand(...add), { STRIPE_API_KEY: 'sk_test_0123456789' }),
    ])
    expect(unsaid).toMatchObject({ code: 1, output: expect.stringContaining('Set STRIPE_API_KEY') })
    expect(await added.ended).toBe(0)
    expect(added.output()).toBe(
      'Account online added\nIts notices are not believed until a signing secret is set\n',
    )
    expect((await runToEnd(home, 'account', 'list')).output).toBe(
      'online: stripe, Online sales; no signing secret yet; for no source\n',
    )
  })
})
