import { openBare } from './bare/index.ts'
import { type Desk, happyClicks, openDesk } from './desk.ts'
import type { Place } from './place.ts'
import { type Figure, interleaved, rate } from './rounds.ts'

const LIVES = 60
const AT_ONCE = 8

/** Whole lives of orders in a second, beside workflows that do nothing but hear and answer as many signals. */
export async function lives(place: Place): Promise<Figure[]> {
  const desk = await openDesk(place, 'lives')
  const bare = await openBare(place)
  const ours = async () => {
    const start = performance.now()
    await rate(LIVES, AT_ONCE, () => live(desk))
    await desk.settled()
    await allCompleted(desk)
    return (LIVES * 1_000) / (performance.now() - start)
  }
  const limit = () => rate(LIVES, AT_ONCE, () => bare.live())
  await limit()
  await ours()
  await desk.aged()
  return [
    {
      name: 'lives',
      unit: '/s',
      ...(await interleaved({ ours, limit })),
      bound: { atLeast: 0.55 },
      note: `received, accept, ready, complete and the receipt ÷ workflows with 3 answered signals; ${AT_ONCE} at once`,
    },
    await eventsOfALife(desk),
  ]
}

async function eventsOfALife(desk: Desk): Promise<Figure> {
  const order = await desk.arrive()
  for (const { action, payload } of happyClicks) {
    await desk.settled()
    await desk.click(order, action, payload)
  }
  const events = await desk.events(order)
  return {
    name: 'events',
    unit: '',
    ours: events,
    limit: null,
    values: [events],
    bound: { atMost: 40 },
    note: "a happy order's history, each step awaited",
  }
}

async function live(desk: Desk): Promise<void> {
  const order = await desk.arrive()
  for (const { action, payload } of happyClicks) await desk.click(order, action, payload)
}

async function allCompleted({ sql }: Desk): Promise<void> {
  const others = await sql`select number, status from orders where status <> 'completed' limit 5`
  if (others.length > 0) throw new Error(`not completed: ${JSON.stringify(others)}`)
}
