import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { actionPath, type StaffAction } from '../domain/happening.ts'
import type { FoundOrder } from '../server/orders/find.ts'
import { openApp, type SignedInApp } from './app.ts'
import { type Bare, openBare } from './bare/index.ts'
import { type Desk, openDesk } from './desk.ts'
import type { Place } from './place.ts'
import { type Figure, interleaved, median, timed } from './rounds.ts'

const LIVES = 12
/** Between clicks, so that none pays for what the one before left to do. */
const PAUSE_MS = 40

const forms = [
  ['accept', {}],
  ['ready', { location: 'A1' }],
  ['complete', { collectedBy: 'Kim', idChecked: 'on' }],
] as const satisfies [StaffAction, Record<string, string>][]

/** From the click to the page's answer, beside a signal until the workflow task that hears it is done. */
export async function click(place: Place): Promise<Figure[]> {
  const desk = await openDesk(place, 'click')
  const web = await openApp(place, desk.database, desk.sql)
  const bare = await openBare(place)
  const ours = () => lastClicks(desk, web)
  const handled: number[] = []
  const limit = () => lastSignals(bare, handled)
  await limit()
  await ours()
  await desk.aged()
  const measured = await interleaved({ ours, limit })
  const how =
    'p50 of a form posted to the app until its 303, recorded ÷ p50 of a bare signal until its task is completed'
  return [
    {
      name: 'click',
      unit: 'ms',
      ...measured,
      bound: { atMost: 1.5 },
      note: `${how} (its handler ran after ${median(handled).toFixed(1)} ms)`,
    },
  ]
}

/** Of each life the last click counts: a workflow's first two tasks are at times slow by 20 to 40 ms, with or without us. */
async function lastClicks(desk: Desk, web: SignedInApp): Promise<number> {
  const times: number[] = []
  for (let life = 0; life < LIVES; life++) {
    const order = await desk.arrive()
    let last = 0
    for (const [action, fields] of forms) {
      await desk.settled()
      await pause(PAUSE_MS)
      last = await timed(() => post(web, order, action, fields))
    }
    times.push(last)
    await desk.settled()
    if ((await desk.statusOf(order)) !== 'completed') throw new Error(`${order.number} is not completed`)
  }
  return median(times)
}

async function post({ app, cookie }: SignedInApp, order: FoundOrder, action: StaffAction, fields: object) {
  const body = new URLSearchParams({ ...fields, actionId: randomUUID() })
  const path = `/orders/${order.source}/${order.number}/${actionPath(action)}`
  const answer = await app.request(path, {
    method: 'POST',
    body,
    headers: { cookie, 'content-length': String(body.toString().length) },
  })
  if (answer.status !== 303) throw new Error(`${action} was answered with ${answer.status}`)
}

async function lastSignals(bare: Bare, handled: number[]): Promise<number> {
  const completed: number[] = []
  for (let life = 0; life < LIVES; life++) {
    const times = await bare.lastSignal(PAUSE_MS)
    completed.push(times.completed)
    handled.push(times.handled)
  }
  return median(completed)
}
