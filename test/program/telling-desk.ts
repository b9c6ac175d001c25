import type { SourceRules, StoreRules } from '../../domain/rules.ts'
import { until } from '../runtime/running-program.ts'
import { SECRET } from '../support/integrator.ts'
import { openMailServer } from '../support/mail-server.ts'
import { openReceiver } from '../support/receiver.ts'
import { webOrder } from '../support/shop.ts'
import { Desk, SOURCE } from './desk.ts'

const seconds = 60

/**
 * A running desk in parts, with a store `main`, pumps, the customer Kim, a website that is told of each status and a
 * mail server that takes every letter. End it with `desk.close()`.
 */
export async function openTellingDesk() {
  const [mail, receiver, desk] = await Promise.all([openMailServer(), openReceiver(), Desk.prepare()])
  await desk.start('services')
  const link = ['--secret', SECRET, '--callback-url', receiver.url]
  const [first] = await Promise.all([
    desk.start('worker'),
    desk.start('web'),
    desk.command('source', 'add', SOURCE, '--kind', 'integrator', ...link),
    furnish(desk),
  ])
  let worker = first
  await mail.setUp(desk.sql)
  const website = desk.website()
  const staff = await desk.signIn()
  const hasStatus = (number: string, status: string) =>
    until(async () => (await website.order(number))?.status === status, seconds)
  return {
    desk,
    sql: desk.sql,
    mail,
    receiver,
    website,
    staff,
    hasStatus,
    /** Orders that have their first status. */
    async arrived(numbers: string[], changes: object = {}) {
      await website.send(...numbers.map((number) => webOrder([{ sku: 'PUMP' }], { number, ...changes })))
      await until(async () => {
        const found = await Promise.all(numbers.map((number) => website.order(number)))
        return found.every(Boolean)
      }, seconds)
    },
    killWorker: () => void worker.child.kill('SIGKILL'),
    async startWorker() {
      worker = await desk.start('worker')
    },
    lettersOf: (number: string) => mail.received.filter(({ raw }) => raw.includes(number)),
    async rules({ store = {}, source = {} }: { store?: Partial<StoreRules>; source?: Partial<SourceRules> }) {
      await desk.sql`update stores set rules = ${desk.sql.json(store as never)} where code = 'main'`
      await desk.sql`update sources set rules = ${desk.sql.json(source as never)} where id = ${SOURCE}`
    },
  }
}

export type TellingDesk = Awaited<ReturnType<typeof openTellingDesk>>

/** By hand: each command of the program's own takes a process. */
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
