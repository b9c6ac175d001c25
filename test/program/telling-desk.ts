import { afterAll } from 'vitest'
import type { SourceRules, StoreRules } from '../../domain/rules.ts'
import { homeKey, secretBox } from '../../runtime/secret-box.ts'
import { until } from '../runtime/running-program.ts'
import { StripeSimulator } from '../simulators/stripe.ts'
import { openMailServer } from '../support/mail-server.ts'
import { openedHome } from '../support/opened-home.ts'
import { openReceiver } from '../support/receiver.ts'
import { webOrder } from '../support/shop.ts'
import { Desk, SOURCE } from './desk.ts'
import { connectWebsite } from './furnish.ts'

const seconds = 60

/**
 * A running desk in parts, with a store `main`, pumps, the customer Kim, a website that is told of each status, a mail
 * server that takes every letter and a Stripe account. End it with `desk.close()`.
 */
export async function openTellingDesk() {
  const stripe = new StripeSimulator()
  const [mail, receiver, desk] = await Promise.all([
    openMailServer(),
    openReceiver(),
    Desk.prepare({}, openedHome()),
    stripe.start(),
  ])
  await desk.start('services')
  const [first] = await Promise.all([
    desk.start('worker'),
    desk.start('web'),
    connectWebsite(desk, SOURCE, receiver.url),
    furnish(desk),
  ])
  let worker = first
  await Promise.all([mail.setUp(desk.sql), openAccount(desk, stripe)])
  const website = desk.website()
  const staff = await desk.signIn()
  const hasStatus = (number: string, status: string) =>
    until(async () => (await website.order(number))?.status === status, seconds)
  afterAll(() => stripe.stop())
  return {
    desk,
    sql: desk.sql,
    mail,
    stripe,
    receiver,
    website,
    staff,
    hasStatus,
    /** Orders that have their first status; their money is reserved. */
    async arrived(numbers: string[], changes: object = {}) {
      const orders = numbers.map((number) => {
        const payment = {
          status: 'authorised',
          provider: 'stripe',
          reference: `pi_${number}`,
          amount: '11.00',
        }
        return webOrder([{ sku: 'PUMP' }], { number, payment, ...changes })
      })
      for (const { payment } of orders) stripe.hold(payment.reference, 1_100, 'usd')
      await website.send(...orders)
      await until(async () => {
        const found = await Promise.all(numbers.map((number) => website.order(number)))
        return found.every(Boolean)
      }, seconds)
    },
    killWorker: () => void worker.child.kill('SIGKILL'),
    async startWorker() {
      worker = await desk.start('worker')
    },
    /** What was done with an order's money. */
    deedsOf: (number: string) =>
      stripe.deeds.flatMap((deed) => (deed.includes(`pi_${number} `) ? [deed.split(' ')[0]] : [])),
    lettersOf: (number: string) => mail.received.filter(({ raw }) => raw.includes(number)),
    async rules({ store = {}, source = {} }: { store?: Partial<StoreRules>; source?: Partial<SourceRules> }) {
      await desk.sql`update stores set rules = ${desk.sql.json(store as never)} where code = 'main'`
      await desk.sql`update sources set rules = ${desk.sql.json(source as never)} where id = ${SOURCE}`
    },
  }
}

/** The website's payments are the shop's own to take. */
async function openAccount({ home, sql }: Desk, { apiKey, webhookSecret, url }: StripeSimulator) {
  const box = secretBox(homeKey({ key: undefined }, home))
  await sql`
    insert into payment_accounts (id, provider, merchant_account, api_key, webhook_secret, base_url)
    values ('online', 'stripe', 'Online sales', ${box.seal(apiKey)}, ${box.seal(webhookSecret)}, ${url})`
  await sql`update sources set payment_account = 'online' where id = ${SOURCE}`
}

export type TellingDesk = Awaited<ReturnType<typeof openTellingDesk>>

async function furnish({ sql }: Desk) {
  await sql`
    insert into stores (code, name, time_zone, currency, email)
    values ('main', 'Main Street', 'America/Los_Angeles', 'USD', 'desk@shop.test')`
  await sql`insert into customers (id, first_name, last_name, email) values ('C1', 'Kim', 'Okafor', 'kim@example.com')`
  await sql`
    with product as (insert into products (sku, name) values ('PUMP', 'Floor pump') returning id), named as (
      insert into product_identifiers (product_id, kind, value) select id, 'sku', 'pump' from product
    )
    insert into stock_levels (store, product_id, on_hand) select 'main', id, 500 from product`
}
