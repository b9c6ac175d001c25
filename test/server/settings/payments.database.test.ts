import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { StripeSimulator } from '../../simulators/stripe.ts'
import { createTestDatabase } from '../../support/database.ts'
import { openShop } from '../../support/shop.ts'
import { openWebDesk, wordsOf } from '../web-desk.ts'
import { changesOf, forgetEverything, hirePeople } from './owners.ts'

const database = await createTestDatabase()
const { sql } = database
const stripe = new StripeSimulator()
const form = {
  id: 'online',
  merchantAccount: 'Online sales',
  apiKey: stripe.apiKey,
  webhookSecret: stripe.webhookSecret,
}
const secrets = /simulated|whsec_|sk_test/
await openShop(sql)
await hirePeople(sql)
const olga = await openWebDesk(database).as('olga')

beforeAll(() => stripe.start())
afterAll(() => stripe.stop())
beforeEach(async () => {
  await sql`update sources set payment_account = null, payment_type = 'eCommerce'`
  await sql`delete from payment_accounts`
  await forgetEverything(sql)
})

const account = async () => (await sql`select * from payment_accounts where id = 'online'`)[0]
const add = () => olga.post('/settings/payments', form)
const toSimulator = () => sql`update payment_accounts set base_url = ${stripe.url}`

describe('A payment account', () => {
  test('is added by an owner, and its secrets neither shown nor written down', async () => {
    expect((await add()).headers.get('location')).toBe('/settings/payments/online?done=added')
    expect(await account()).toMatchObject({
      provider: 'stripe',
      merchantAccount: 'Online sales',
      apiKey: stripe.apiKey,
      webhookSecret: stripe.webhookSecret,
      webhookSecretAt: expect.any(Date),
      baseUrl: null,
    })
    const html = await (await olga.get('/settings/payments/online?done=added')).text()
    expect(html).toContain('value="http://desk.test/webhooks/online"')
    expect(html).toContain('charge.dispute.created')
    expect(html).not.toMatch(secrets)
    expect(await (await olga.get('/settings/payments')).text()).not.toMatch(/simulated|sk_test/)
    expect(await changesOf(sql, 'online')).toEqual([
      'olga: added {"provider":"stripe","merchantAccount":"Online sales"}',
    ])
    expect(await wordsOf(await olga.get('/settings/changes'))).toContain('Added payment account online')
  })

  test('without a webhook secret believes no notice, and says so', async () => {
    await olga.post('/settings/payments', { ...form, webhookSecret: '' })
    expect(await account()).toMatchObject({
      webhookSecret: expect.stringMatching(/.{40}/),
      webhookSecretAt: null,
    })
    expect(await wordsOf(await olga.get('/settings/payments/online'))).toContain(
      'No webhook signing secret is typed yet',
    )
  })

  test('keeps the secrets that are not typed anew, and notes which one is', async () => {
    await add()
    await olga.post('/settings/payments/online', {
      merchantAccount: 'Web money',
      apiKey: '',
      webhookSecret: 'whsec_other',
    })
    expect(await account()).toMatchObject({
      merchantAccount: 'Web money',
      apiKey: stripe.apiKey,
      webhookSecret: 'whsec_other',
    })
    const changes = await changesOf(sql, 'online')
    expect(changes.slice(1)).toEqual([
      'olga: changed {"merchantAccount":"Online sales"} → {"merchantAccount":"Web money"}',
      'olga: secret_rotated {"secret":"webhookSecret"}',
    ])
    expect(await wordsOf(await olga.get('/settings/changes'))).toContain(
      'Secret rotated of payment account online Name and secrets Webhook signing secret',
    )
  })

  test.each([
    [{ id: 'two words' }, 'Type a name of 1 to 64 letters'],
    [{ id: '..' }, 'Type a name of 1 to 64 letters'],
    [{ merchantAccount: ' ' }, 'Type the name of the merchant account'],
    [{ merchantAccount: 'a\nb' }, 'Type the name of the merchant account'],
    [{ apiKey: '' }, 'Type the secret API key'],
    [{ apiKey: 'pk_test_1234' }, 'That is the publishable key'],
    [{ apiKey: 'hunter2' }, 'it begins with sk_ or rk_'],
    [{ webhookSecret: 'hunter2' }, 'it begins with whsec_'],
  ])(
    'wrongly typed (%j) is not added, what was typed is kept and no secret sent back',
    async (fields, told) => {
      const response = await olga.post('/settings/payments', { ...form, ...fields })
      const html = await response.clone().text()
      expect([response.status, await wordsOf(response)]).toEqual([422, expect.stringContaining(told)])
      expect(html).not.toMatch(/simulated|hunter2|pk_test/)
      expect(await account()).toBeUndefined()
    },
  )

  test('of a name that is there is not added', async () => {
    await add()
    expect(await wordsOf(await add())).toContain('An account of this name is there already.')
  })

  test('can’t be deactivated while a source uses it; then it can’t be chosen any more', async () => {
    await add()
    await olga.post('/settings/sources/northshore/payment', { account: 'online', paymentType: '' })
    const refused = await olga.post('/settings/payments/online/deactivate', {})
    expect([refused.status, await wordsOf(refused)]).toEqual([
      422,
      expect.stringContaining('Sources use this account: northshore.'),
    ])
    await olga.post('/settings/sources/northshore/payment', { account: '', paymentType: '' })
    await olga.post('/settings/payments/online/deactivate', {})
    expect(await account()).toMatchObject({ deactivatedAt: expect.any(Date) })
    const chosen = await olga.post('/settings/sources/northshore/payment', {
      account: 'online',
      paymentType: '',
    })
    expect([chosen.status, await wordsOf(chosen)]).toEqual([
      422,
      expect.stringContaining('Choose an account that is in use.'),
    ])
    await olga.post('/settings/payments/online/reactivate', {})
    expect(await account()).toMatchObject({ deactivatedAt: null })
  })
})

describe('A source', () => {
  test('is given the account of its next orders and the payment type’s name, which is noted', async () => {
    await add()
    const response = await olga.post('/settings/sources/northshore/payment', {
      account: 'online',
      paymentType: 'Web card',
    })
    expect(response.headers.get('location')).toBe('/settings/sources/northshore/payment?done=changed')
    expect((await sql`select payment_account, payment_type from sources`)[0]).toEqual({
      paymentAccount: 'online',
      paymentType: 'Web card',
    })
    expect(await changesOf(sql, 'northshore')).toEqual([
      'olga: changed {"paymentType":"eCommerce","paymentAccount":null} → {"paymentType":"Web card","paymentAccount":"online"}',
    ])
    expect(await wordsOf(await olga.get('/settings/payments/online'))).toContain('northshore')
  })

  test.each([
    [{ account: 'nowhere', paymentType: '' }, 'Choose an account that is in use.'],
    [{ account: '', paymentType: 'x'.repeat(201) }, 'Type a payment type of at most 200 characters'],
  ])('is not given what is not there (%j)', async (fields, told) => {
    const response = await olga.post('/settings/sources/northshore/payment', fields)
    expect([response.status, await wordsOf(response)]).toEqual([422, expect.stringContaining(told)])
    expect((await olga.post('/settings/sources/nowhere/payment', fields)).status).toBe(404)
  })
})

describe('The button that tries the key', () => {
  const tryIt = async () => wordsOf(await olga.post('/settings/payments/online/test', {}))

  test('says whose the key is, and that it is a test key', async () => {
    await add()
    await toSimulator()
    const words = await tryIt()
    expect(words).toContain('It is of the account “North Shore Cycles”. It is a test key')
    expect(stripe.deeds).toEqual([])
  })

  test('says that Stripe does not know the key', async () => {
    await add()
    await toSimulator()
    await olga.post('/settings/payments/online', { ...form, apiKey: 'sk_live_other', webhookSecret: '' })
    expect(await tryIt()).toContain('Stripe does not know this key.')
  })

  test('says that Stripe could not be asked, with a number', async () => {
    await add()
    await toSimulator()
    stripe.faults.push({ path: /payment_intents$/, is: 'down' })
    expect(await tryIt()).toMatch(/could not be asked just now.*[0-9a-f-]{36}/)
  })
})
