import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { actionPath, type StaffAction } from '../domain/happening.ts'
import type { FoundOrder } from '../server/orders/find.ts'
import { openApp, type SignedInApp } from './app.ts'
import { type Bare, openBare } from './bare/index.ts'
import { type Desk, openDesk } from './desk.ts'
import type { Place } from './place.ts'
import { type Figure, interleaved, median, timed } from './rounds.ts'

const ORDERS = 6
/** Between clicks, so that none pays for what the one before left to do. */
const PAUSE_MS = 40

const forms = [
  ['accept', {}],
  ['ready', { location: 'A1' }],
  ['complete', { collectedBy: 'Kim', idChecked: 'on' }],
] as const satisfies [StaffAction, Record<string, string>][]

/** From the click to the page's answer, beside a signal and the workflow task that hears it. */
export async function click(place: Place): Promise<Figure[]> {
  const desk = await openDesk(place, 'click')
  const web = await openApp(place, desk.database, desk.sql)
  const bare = await openBare(place)
  const ours = () => clickThrough(desk, web)
  const limit = () => signalThrough(bare)
  await limit()
  await ours()
  await desk.aged()
  return [
    {
      name: 'click',
      unit: 'ms',
      ...(await interleaved({ ours, limit })),
      bound: { atMost: 1.5 },
      note: 'p50 of a form posted to the app until its 303, recorded ÷ p50 of a bare signal and its task',
    },
  ]
}

async function clickThrough(desk: Desk, web: SignedInApp): Promise<number> {
  const times: number[] = []
  for (let order = 0; order < ORDERS; order++) {
    const arrived = await desk.arrive()
    for (const [action, fields] of forms) {
      await desk.settled()
      await pause(PAUSE_MS)
      times.push(await timed(() => post(web, arrived, action, fields)))
    }
    await desk.settled()
    if ((await desk.statusOf(arrived)) !== 'completed') throw new Error(`${arrived.number} is not completed`)
  }
  return median(times)
}

async function post({ app, cookie }: SignedInApp, order: FoundOrder, action: StaffAction, fields: object) {
  const body = new URLSearchParams({ ...fields, actionId: randomUUID() })
  const path = `/orders/${order.source}/${order.number}/${actionPath(action)}`
  const answer = await app.request(path, { method: 'POST', body, headers: { cookie } })
  if (answer.status !== 303) throw new Error(`${action} was answered with ${answer.status}`)
}

async function signalThrough(bare: Bare): Promise<number> {
  const times: number[] = []
  for (let order = 0; order < ORDERS; order++) {
    const workflow = await bare.start()
    for (let signal = 0; signal < forms.length; signal++) {
      await pause(PAUSE_MS)
      times.push(await timed(() => workflow.click()))
    }
  }
  return median(times)
}
