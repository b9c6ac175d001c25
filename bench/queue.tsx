import { html } from 'hono/html'
import { connect, type Sql } from '../db/client.ts'
import { secretBox } from '../runtime/secret-box.ts'
import { readFilter } from '../server/queue/filter.ts'
import { loadQueue } from '../server/queue/load.ts'
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

const ORDERS = 100_000
const ASKS = 60

/** The queue's first page of 50 rows, beside its own statements and its own rendering and nothing else. */
export async function queue(place: Place): Promise<Figure[]> {
  const database = await place.database('queue', place.scope)
  const sql = database.connect(webPoolSize)
  await fillShop(sql, secretBox(benchKey))
  await loadManyOrders(sql, ORDERS)
  const web = await openApp(place, database, sql)
  const statements = await statementsOf(place, database)
  const whole = (await Promise.all(statements.map((statement) => wholeTablesRead(sql, statement)))).flat()
  const shown = await loadQueue(sql, readFilter({}), new Date())
  if (shown.rows.length !== 50) throw new Error(`the queue shows ${shown.rows.length} rows`)

  const ours = () => p50(() => ask(web))
  const limit = async () => (await p50(() => bareSql(sql, statements))) + (await p50(() => bareRender(shown)))
  await limit()
  await ours()
  const alone = { limit: null, unit: '' }
  return [
    {
      name: 'queue',
      unit: 'ms',
      ...(await interleaved({ ours, limit })),
      bound: { atMost: 1.5 },
      note: `p50 of GET /orders, 50 rows of ${ORDERS} orders, 10 % open ÷ the same statements + the same rendering`,
    },
    {
      ...alone,
      name: 'queue statements',
      ours: statements.length,
      values: [statements.length],
      bound: { atMost: 4 },
      note: "the session's included",
    },
    {
      ...alone,
      name: 'queue table scans',
      ours: whole.length,
      values: [whole.length],
      bound: { atMost: 0 },
      note: `by EXPLAIN: ${whole.length > 0 ? whole.join(', ') : 'an index for every larger table'}`,
    },
  ]
}

async function p50(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let ask = 0; ask < ASKS; ask++) times.push(await timed(work))
  return median(times)
}

async function ask({ app, cookie }: SignedInApp): Promise<void> {
  const answer = await app.request('/orders', { headers: { cookie } })
  const text = await answer.text()
  if (answer.status !== 200 || !text.includes('OLD-')) throw new Error(`the queue answered ${answer.status}`)
}

/** Every statement of one request, with its parameters, the session's first. */
async function statementsOf(place: Place, database: Database): Promise<Statement[]> {
  let heard: Statement[] = []
  const sql = connect(database.url, {
    max: webPoolSize,
    onStatement: (text, parameters) => heard.push({ text, parameters }),
  })
  place.scope.onClose(() => sql.end({ timeout: 5 }))
  const web = await openApp(place, database, sql)
  await ask(web)
  heard = []
  await ask(web)
  return heard
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
