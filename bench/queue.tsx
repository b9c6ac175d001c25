import { html } from 'hono/html'
import { connect, type Sql } from '../db/client.ts'
import { secretBox } from '../runtime/secret-box.ts'
import { readFilter } from '../server/queue/filter.ts'
import { loadQueue } from '../server/queue/load.ts'
import { paths } from '../views/paths.ts'
import { QueuePage } from '../views/queue/QueuePage.tsx'
import type { Queue } from '../views/queue/queue.ts'
import { wordsFor } from '../views/words.ts'
import { benchKey, openApp, type SignedInApp } from './app.ts'
import { webPoolSize } from './desk.ts'
import { loadManyOrders } from './many-orders.ts'
import type { Database, Place } from './place.ts'
import { type Statement, wholeTablesRead } from './plans.ts'
import { type Figure, interleaved, median, timed } from './rounds.ts'
import { fillShop } from './shop.ts'

const ASKS = 60
const FEW = 10

/** What staff look for: one order, a customer whom many share a name with, one e-mail address, nothing at all. */
const searches = ['OLD-4711', 'kim okafor', 'kim77@example.com', 'mountain pedal', 'no such thing']

/** The queue's first page of 50 rows beside its own statements and its own rendering, and what searches take. */
export const queue = (place: Place): Promise<Figure[]> => measureQueue(place, 100_000, 150)

/** The same after ten years of a large shop; loading it takes minutes. */
export const million = (place: Place): Promise<Figure[]> => measureQueue(place, 1_000_000, 1_000)

async function measureQueue(place: Place, orders: number, searchMs: number): Promise<Figure[]> {
  const database = await place.database(`queue${orders}`, place.scope)
  const sql = database.connect(webPoolSize)
  await fillShop(sql, secretBox(benchKey))
  await loadManyOrders(sql, orders)
  const web = await openApp(place, database, sql)
  const statements = await statementsOf(place, database, paths.queue())
  const shown = await loadQueue(sql, readFilter({}), new Date())
  if (shown.rows.length !== 50) throw new Error(`the queue shows ${shown.rows.length} rows`)
  const ours = () => p50(() => ask(web, paths.queue()))
  const limit = async () => (await p50(() => bareSql(sql, statements))) + (await p50(() => bareRender(shown)))
  await limit()
  await ours()
  const found: Figure[] = [
    {
      name: 'queue',
      unit: 'ms',
      ...(await interleaved({ ours, limit })),
      bound: { atMost: 1.5 },
      note: `p50 of GET /orders, 50 rows of ${orders} orders, 10 % open ÷ the same statements + the same rendering`,
    },
    ...(await plansOf(sql, 'queue', statements)),
  ]
  for (const search of searches) {
    const path = paths.queue({ q: search })
    const name = `search “${search}”`
    const times = [await p50(() => ask(web, path), FEW), await p50(() => ask(web, path), FEW)]
    const bound = { atMost: searchMs }
    const note = `p50 of GET ${path} among ${orders} orders`
    found.push({ name, unit: 'ms', limit: null, ours: median(times), values: times, bound, note })
    found.push(...(await plansOf(sql, name, await statementsOf(place, database, path))))
  }
  return found
}

async function plansOf(sql: Sql, what: string, statements: Statement[]): Promise<Figure[]> {
  const whole = (await Promise.all(statements.map((statement) => wholeTablesRead(sql, statement)))).flat()
  const count = (name: string, value: number, atMost: number, note: string): Figure => {
    return { name, unit: '', limit: null, ours: value, values: [value], bound: { atMost }, note }
  }
  return [
    count(`${what}: statements`, statements.length, 4, "the session's included"),
    count(
      `${what}: table scans`,
      whole.length,
      0,
      `by EXPLAIN: ${whole.length > 0 ? whole.join(', ') : 'an index for every larger table'}`,
    ),
  ]
}

async function p50(work: () => Promise<unknown>, asks = ASKS): Promise<number> {
  const times: number[] = []
  for (let ask = 0; ask < asks; ask++) times.push(await timed(work))
  return median(times)
}

async function ask({ app, cookie }: SignedInApp, path: string): Promise<void> {
  const answer = await app.request(path, { headers: { cookie } })
  await answer.text()
  if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`)
}

/** Every statement of one request, with its parameters, the session's first; a new connection has some of its own. */
async function statementsOf(place: Place, database: Database, path: string): Promise<Statement[]> {
  let heard: Statement[] = []
  const sql = connect(database.url, {
    max: webPoolSize,
    onStatement: (text, parameters) => heard.push({ text, parameters }),
  })
  place.scope.onClose(() => sql.end({ timeout: 5 }))
  const web = await openApp(place, database, sql)
  const asked: Statement[][] = []
  for (let count = 0; count < 4; count++) {
    heard = []
    await ask(web, path)
    asked.push(heard)
  }
  return asked.sort((a, b) => a.length - b.length)[0] ?? []
}

async function bareSql(sql: Sql, [session, ...others]: Statement[]): Promise<void> {
  const run = ({ text, parameters }: Statement) => sql.unsafe(text, parameters as never, { prepare: true })
  if (session) await run(session)
  await Promise.all(others.map(run))
}

const viewer = { id: 'o', name: 'Owner', email: 'owner@shop.test', role: 'owner', sessionId: 's' } as const

async function bareRender(shown: Queue): Promise<string> {
  const page =
    await html`<!doctype html>${<QueuePage words={wordsFor('en')} viewer={viewer} queue={shown} />}`
  return page.toString()
}
