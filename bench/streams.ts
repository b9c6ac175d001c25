import { setTimeout as pause } from 'node:timers/promises'
import { ORDERS_CHANNEL } from '../db/channels.ts'
import { connect } from '../db/client.ts'
import { secretBox } from '../runtime/secret-box.ts'
import { benchKey, openApp, type SignedInApp, signIn } from './app.ts'
import { webPoolSize } from './desk.ts'
import { loadManyOrders } from './many-orders.ts'
import type { Place } from './place.ts'
import { type Figure, median } from './rounds.ts'
import { fillShop } from './shop.ts'

const PAGES = 50
const PEOPLE = 5
const IDLE_SECONDS = 20
/** Signing in and the first count are over by then. */
const SETTLE_MS = 3_000
const CHANGES = 10
const SLICES = 4
/** It looks for files to take over by itself. */
const ofTheProcess = /\bimports\b/
const ORDERS = 10_000

/** Fifty open pages: what they cost while nothing happens, and how soon all of them show one change. */
export async function streams(place: Place): Promise<Figure[]> {
  const database = await place.database('streams', place.scope)
  let statements = 0
  const sql = connect(database.url, {
    max: webPoolSize,
    name: 'bench',
    onStatement: (text) => {
      if (!ofTheProcess.test(text)) statements++
    },
  })
  place.scope.onClose(() => sql.end({ timeout: 5 }))
  await fillShop(sql, secretBox(benchKey))
  await loadManyOrders(sql, ORDERS)
  const web = await openApp(place, database, sql)
  await pause(SETTLE_MS)
  const without = await idleCpu()
  const cookies = await Promise.all(Array.from({ length: PEOPLE }, () => signIn(web.app, place.config)))
  const pages = await Promise.all(
    Array.from({ length: PAGES }, (_, index) => openPage({ ...web, cookie: cookies[index % PEOPLE] ?? '' })),
  )
  await pause(SETTLE_MS)
  statements = 0
  const idle = await idleCpu()
  const idleStatements = statements

  const told: number[] = []
  const shown: number[] = []
  statements = 0
  for (let change = 0; change < CHANGES; change++) {
    const start = performance.now()
    const all = pages.map(async (page) => {
      await page.next()
      const heard = performance.now() - start
      await ask(web)
      return { heard, shown: performance.now() - start }
    })
    await sql.notify(ORDERS_CHANNEL, String(change + 1))
    const times = await Promise.all(all)
    told.push(Math.max(...times.map(({ heard }) => heard)))
    shown.push(Math.max(...times.map((time) => time.shown)))
    await pause(500)
  }
  for (const page of pages) await page.close()
  const perChange = statements / CHANGES - 1
  const figure = (name: string, unit: string, values: number[], atMost: number, note: string): Figure => ({
    name,
    unit,
    ours: median(values),
    limit: null,
    values,
    bound: { atMost },
    note,
  })
  return [
    figure(
      'streams idle',
      '%',
      [idle - without],
      0.5,
      `of a core, for ${PAGES} open pages while nothing happens`,
    ),
    figure('streams idle statements', '', [idleStatements], 1, `in ${IDLE_SECONDS} s, all pages together`),
    figure('streams told', 'ms', told, 50, `from the commit until the last of ${PAGES} pages heard`),
    figure(
      'streams shown',
      'ms',
      shown,
      1_500,
      `until the last had read its queue, ${ORDERS} orders on record`,
    ),
    figure(
      'streams statements',
      '',
      [perChange],
      1.2 * PAGES,
      `for one change on ${PAGES} pages, sessions included`,
    ),
  ]
}

/** Of this process, in per cent of one core; in slices, since collecting garbage is nobody's cost in particular. */
async function idleCpu(): Promise<number> {
  const slices: number[] = []
  for (let slice = 0; slice < SLICES; slice++) {
    const before = process.cpuUsage()
    await pause((IDLE_SECONDS * 1_000) / SLICES)
    const { user, system } = process.cpuUsage(before)
    slices.push(((user + system) * SLICES) / (IDLE_SECONDS * 10_000))
  }
  return median(slices)
}

async function ask({ app, cookie }: SignedInApp): Promise<void> {
  const headers = { cookie, 'HX-Request': 'true', 'HX-Request-Type': 'partial' }
  const answer = await app.request('/orders', { headers })
  const text = await answer.text()
  if (answer.status !== 200 || !text.includes('OLD-')) throw new Error(`the queue answered ${answer.status}`)
}

/** A page as a browser holds it open. */
async function openPage({ app, cookie }: SignedInApp) {
  const answer = await app.request('/live', { headers: { cookie, accept: 'text/event-stream' } })
  const reader = answer.body?.getReader()
  if (answer.status !== 200 || !reader) throw new Error(`the stream answered ${answer.status}`)
  const decoder = new TextDecoder()
  const next = async () => {
    for (;;) {
      const { value } = await reader.read()
      if (decoder.decode(value).includes('event: orders')) return
    }
  }
  await reader.read()
  return { next, close: () => reader.cancel() }
}
