import { fork } from 'node:child_process'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { ORDERS_CHANNEL } from '../db/channels.ts'
import { secretBox } from '../runtime/secret-box.ts'
import type { FoundOrder } from '../server/orders/find.ts'
import { benchKey } from './app.ts'
import { openBare } from './bare/index.ts'
import { type Desk, happyClicks, openDesk } from './desk.ts'
import type { Place } from './place.ts'
import { type Figure, interleaved, rate } from './rounds.ts'
import { SOURCE } from './shop.ts'

const LIVES = 60
const AT_ONCE = 8
/** More orders than all benches of one run make. */
const HOLDS = 20_000
const AMOUNT = '8766'
const CURRENCY = 'usd'

interface Provider {
  url: string
  apiKey: string
  webhookSecret: string
}

/** Whole lives of orders whose money the shop takes itself, beside workflows that only hear and answer as many signals. */
export async function paid(place: Place): Promise<Figure[]> {
  const desk = await openDesk(place, 'paid')
  await openAccount(desk, await openProvider(place))
  const bare = await openBare(place)
  const untilCaptured = await captureWatch(desk)
  const ours = async () => {
    const start = performance.now()
    await rate(LIVES, AT_ONCE, () => live(desk, untilCaptured))
    await desk.settled()
    await allPaid(desk)
    return (LIVES * 1_000) / (performance.now() - start)
  }
  const limit = () => rate(LIVES, AT_ONCE, () => bare.live())
  await limit()
  await ours()
  await desk.aged()
  return [
    {
      name: 'paid lives',
      unit: '/s',
      ...(await interleaved({ ours, limit })),
      bound: { atLeast: 0.4 },
      note: `as lives, the payment looked up and taken from a provider in another process; ${AT_ONCE} at once`,
    },
    await eventsOfALife(desk),
  ]
}

async function openProvider({ scope }: Place): Promise<Provider> {
  const program = join(dirname(fileURLToPath(import.meta.url)), 'stripe-process.ts')
  const child = fork(program, [String(HOLDS), AMOUNT, CURRENCY], { execArgv: ['--import', 'tsx'] })
  scope.onClose(() => child.kill('SIGKILL'))
  const [provider] = (await once(child, 'message')) as [Provider]
  return provider
}

async function openAccount({ sql }: Desk, { url, apiKey, webhookSecret }: Provider): Promise<void> {
  const box = secretBox(benchKey)
  await sql`
    insert into payment_accounts (id, provider, merchant_account, api_key, webhook_secret, base_url)
    values ('online', 'stripe', 'Online sales', ${box.seal(apiKey)}, ${box.seal(webhookSecret)}, ${url})`
  await sql`update sources set payment_account = 'online' where id = ${SOURCE}`
  await sql`update stores set rules = '{"undoSeconds": 0}'`
}

/** Nobody hands goods over before their money is there. */
async function live(desk: Desk, untilCaptured: (order: FoundOrder) => Promise<void>): Promise<void> {
  const order = await desk.arrive()
  for (const { action, payload } of happyClicks) {
    if (action === 'complete') await untilCaptured(order)
    await desk.click(order, action, payload)
  }
}

const LIMIT_MS = 30_000

/** Waits for the money of an order as its open page does: it looks again whenever it is told that something changed. */
async function captureWatch({ sql }: Desk) {
  const waiting = new Map<string, () => void>()
  await sql.listen(ORDERS_CHANNEL, (id) => waiting.get(id)?.())
  const isCaptured = async (id: number) => {
    const [row] = await sql`select from orders where id = ${id} and money ->> 'state' = 'captured'`
    return row !== undefined
  }
  return async function untilCaptured({ id, number }: FoundOrder): Promise<void> {
    const end = Date.now() + LIMIT_MS
    while (Date.now() < end) {
      const told = new Promise<void>((resolve) => waiting.set(String(id), resolve))
      if (await isCaptured(id)) return void waiting.delete(String(id))
      await Promise.race([told, pause(1_000)])
    }
    throw new Error(`the money of ${number} was not taken within ${LIMIT_MS} ms`)
  }
}

/** Each step awaited, so that no task takes two. */
async function eventsOfALife(desk: Desk): Promise<Figure> {
  const order = await desk.arrive()
  for (const { action, payload } of happyClicks) {
    await desk.settled()
    await desk.click(order, action, payload)
  }
  const events = await desk.events(order)
  return {
    name: 'paid events',
    unit: '',
    ours: events,
    limit: null,
    values: [events],
    bound: { atMost: 70 },
    note: "a happy paid order's history, each step awaited",
  }
}

async function allPaid({ sql }: Desk): Promise<void> {
  const others = await sql`
    select o.number, o.status, o.money ->> 'state' as money,
      (select json_agg(refusal) from happenings where order_id = o.id and status <> 'applied') as refused
    from orders o
    where o.status <> 'completed' or o.money ->> 'state' <> 'captured'
      or (select sum(amount) from payments where order_id = o.id) is distinct from o.total limit 5`
  if (others.length > 0) throw new Error(`not completed and paid: ${JSON.stringify(others)}`)
}
