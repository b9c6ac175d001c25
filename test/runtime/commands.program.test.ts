import postgres from 'postgres'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
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

const store = [
  'store',
  'add',
  'main',
  '--name',
  'Main Street',
  '--timezone',
  'Europe/Amsterdam',
  '--currency',
  'EUR',
]
const source = ['source', 'add', 'web', '--kind', 'integrator', '--primary-store', 'main']

let home: string
let program: Program | undefined

beforeEach(() => {
  home = temporaryHome()
})

afterEach(() => clearAway(home, program))

describe('the command line', () => {
  it('works while the shop is closed, and leaves nothing running', async () => {
    expect(await runToEnd(home, ...store)).toEqual({ code: 0, output: 'Store main added\n' })
    expect(processesOf(home)).toEqual([])
    expect(await runToEnd(home, ...store)).toEqual({ code: 1, output: 'There is a store "main" already\n' })
    const closed = ['store', 'change', 'main', '--hours', 'Mon-Sat 09:00-18:00', '--special-days']
    const wrong = await runToEnd(home, ...closed, '2020-12-25 closed')
    expect([wrong.code, wrong.output]).toEqual([1, expect.stringContaining('look at number 1')])
    expect(await runToEnd(home, ...closed, 'none')).toEqual({ code: 0, output: 'Store main changed\n' })
    const env = await runToEnd(home, 'env')
    expect(env.code).toBe(1)
    expect(env.output).toContain(`Kickstand does not run in ${home}`)
  })

  it('adds an account at a payment provider, whose secrets stand in no argument, and lists it', async () => {
    const added = ['account', 'add', 'online', '--merchant-account', 'Online sales']
    const unsaid = await runToEnd(home, ...added)
    expect(unsaid).toMatchObject({ code: 1, output: expect.stringContaining('Set STRIPE_API_KEY') })
    const env = { STRIPE_API_KEY: 'sk_test_0123456789' }
    program = await run(home, kickstand(...added), env)
    expect(await program.ended).toBe(0)
    expect(program.output()).toBe(
      'Account online added\nIts notices are not believed until a signing secret is set\n',
    )
    expect((await runToEnd(home, 'account', 'list')).output).toBe(
      'online: stripe, Online sales; no signing secret yet; for no source\n',
    )
  })

  it('works while the shop is open, and two commands at once share a closed one', async () => {
    const both = await Promise.all([runToEnd(home, ...store), runToEnd(home, ...store.with(2, 'north'))])
    expect(both.map(({ code }) => code)).toEqual([0, 0])
    program = await runUntilReady(home, kickstand('services'))
    const added = await runToEnd(home, ...source)
    expect(added.code).toBe(0)
    expect(added.output).toMatch(
      /^Source web added\nIts secret, shown this once: whsec_[A-Za-z0-9+/]{43}=\n$/,
    )
    const { databaseUrl, temporalAddress } = stateOf(home)
    expect((await runToEnd(home, 'env')).output).toBe(
      `DATABASE_URL=${databaseUrl}\nTEMPORAL_ADDRESS=${temporalAddress}\n`,
    )
    const sql = postgres(databaseUrl, { max: 1 })
    const [kept] = await sql`select array_to_string(secrets, ',') as secrets from sources`
    expect(kept?.secrets).not.toContain(added.output.match(/whsec_(\S+)/)?.[1])
    await sql.end()
  })

  it.each([
    [[...store, '--hours', 'Mon-Fri nine to five'], '--hours must look like "Mon-Fri 09:00-18:00'],
    [store.with(6, 'Mars/Olympus'), '--timezone must be an IANA time zone, not "Mars/Olympus"'],
    [store.with(8, 'EURO'), '--currency must be ISO 4217, not "EURO"'],
    [[...source, '--secret', 'whsec_c2hvcnQ='], '--secret must be whsec_ and base64 of 24 to 64 bytes'],
    [[...source, '--callback-url', 'shop.example'], '--callback-url must start with http:// or https://'],
    [[...source, '--order-url', 'https://shop.example/orders'], '--order-url must start with'],
    [source.with(2, 'my shop'), 'ID must be 1 to 64 of A–Z a–z 0–9 . _ -'],
  ])('refuses %j with one line', async (words, line) => {
    const { code, output } = await runToEnd(home, ...words)
    expect(code).toBe(1)
    expect(output).toContain(line)
    expect(output.trimEnd().split('\n')).toHaveLength(1)
  })
})
