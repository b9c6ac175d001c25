import { setTimeout as pause } from 'node:timers/promises'
import type { Sql } from '../db/client.ts'
import { staffHappeningId } from '../domain/ids.ts'
import { dayIn } from '../domain/special-days.ts'
import { acceptOrders } from '../intake/accept-orders.ts'
import { contentDigest } from '../intake/content-digest.ts'
import type { SecretOpener } from '../intake/directory.ts'
import { type Engine, tellOrder } from '../intake/tell-workflow.ts'
import { makeCatalogue } from './catalogue.ts'
import { makeCustomers } from './customers.ts'
import { nextSteps, type Step } from './next-steps.ts'
import { SOURCE, STAFF, sampleStores } from './shop.ts'
import { readStandings, type Standing } from './standing.ts'
import { makeStories } from './stories.ts'
import type { Move, Story } from './story.ts'
import { orderOf } from './web-order.ts'
import { openWebShop, type WebShop } from './web-shop.ts'

const ROUND_MS = 1_000
const DAY_MS = 86_400_000
/** A desk that does not take its orders (its source was deactivated, say) is asked less and less often. */
const PAUSE_MS_MAX = 60_000
/** An order that never gets on must not keep the play going for ever. */
const SECONDS_MAX = 30 * 60

export interface PlayDeps {
  sql: Sql
  engine: Engine
  secrets: SecretOpener
  /** Where the desk's web server listens, without a slash at its end. */
  deskUrl: string
  log: { info(details: object, message: string): void; warn(details: object, message: string): void }
}

/**
 * Lets the sample's orders come and its staff do their part, for some minutes after it was loaded. Ends by itself, or
 * when told to stop; the next start goes on from there.
 */
export async function playSample(deps: PlayDeps, stopping: AbortSignal): Promise<void> {
  const shop = await findShop(deps.sql)
  if (!shop) return
  const play = makePlay(shop.loadedAt)
  let wait = ROUND_MS
  for (const end = Date.now() + SECONDS_MAX * 1_000; !stopping.aborted && Date.now() < end; ) {
    try {
      const webShop = await openWebShop(deps.sql, deps.secrets, deps.deskUrl)
      if (!webShop || (await playRound(deps, webShop, play))) return
      wait = ROUND_MS
    } catch (error) {
      deps.log.warn({ err: error, source: SOURCE }, 'the sample shop could not go on, trying again')
      wait = Math.min(wait * 2, PAUSE_MS_MAX)
    }
    await pause(wait, undefined, { signal: stopping }).catch(() => undefined)
  }
}

interface Play {
  loadedAt: Date
  stories: Story[]
  order: (story: Story) => ReturnType<typeof orderOf>
}

function makePlay(loadedAt: Date): Play {
  const catalogue = makeCatalogue()
  const bySku = new Map(catalogue.map((product) => [product.product.sku, product]))
  const stories = makeStories(catalogue, makeCustomers())
  return { loadedAt, stories, order: (story) => orderOf(story, bySku, loadedAt) }
}

async function findShop(sql: Sql) {
  const [shop] = await sql<{ loadedAt: Date }[]>`
    select loaded_at from sample_shop where removed_at is null and played_at is null`
  return shop
}

/** @returns whether there is nothing left to play. */
async function playRound(deps: PlayDeps, webShop: WebShop, play: Play): Promise<boolean> {
  const standings = await readStandings(deps.sql)
  if (standings === null) return true
  const elapsed = (Date.now() - play.loadedAt.getTime()) / 1_000
  const { steps, isOver } = nextSteps(play.stories, standings, elapsed)
  const coming = steps.flatMap((step) => (step.kind === 'send' ? [step.story] : []))
  await receive(deps, webShop, play, coming)
  for (const step of steps) await take(deps, webShop, play, step)
  if (isOver) {
    await deps.sql`update sample_shop set played_at = now() where played_at is null`
    deps.log.info({ source: SOURCE, orders: play.stories.length }, 'the orders of the sample shop have come')
  }
  return isOver
}

/** By the signed API; what no website could send comes as from a file. */
async function receive({ sql }: PlayDeps, webShop: WebShop, play: Play, coming: Story[]): Promise<void> {
  const readable = coming.filter(({ unreadable }) => !unreadable)
  if (readable.length > 0) await webShop.send(readable.map(play.order))
  const rows = coming.filter(({ unreadable }) => unreadable).map(play.order)
  const orders = rows.map((order) => ({
    number: order.number,
    raw: JSON.stringify(order),
    digest: contentDigest(order),
    isReadable: false,
  }))
  if (orders.length > 0) await sql.begin(async (tx) => void (await acceptOrders(tx, SOURCE, orders)))
}

async function take(deps: PlayDeps, webShop: WebShop, play: Play, step: Step): Promise<void> {
  if (step.kind === 'cancel') await webShop.cancel(step.story.number, 'Ordered twice by mistake.')
  if (step.kind === 'change') {
    const [first, ...others] = step.story.lines
    const lines = [{ ...first, quantity: step.quantity }, ...others]
    await webShop.send([play.order({ ...step.story, lines })])
  }
  if (step.kind === 'move') await move(deps, step, play.loadedAt)
}

/** As a form at the desk does: into the order's inbox first, then its workflow is told. */
async function move(
  { sql, engine }: PlayDeps,
  { order, move, index }: Step & { kind: 'move' },
  loadedAt: Date,
): Promise<void> {
  const id = staffHappeningId(`sample-${index + 1}`)
  await sql`
    insert into happenings (order_id, id, type, payload, actor_kind, user_id)
    values (${order.id}, ${id}, ${move.action}, ${sql.json(payloadOf(move, order, loadedAt))}, 'staff', ${STAFF.id})
    on conflict (order_id, id) do nothing`
  await tellOrder(engine, { ...order, source: SOURCE }, { type: move.action, id })
}

function payloadOf({ payload = {}, readyInDays }: Move, { store }: Standing, loadedAt: Date) {
  if (readyInDays === undefined) return payload
  const timeZone = sampleStores.find(({ code }) => code === store)?.timeZone ?? 'UTC'
  return { ...payload, readyBy: dayIn(timeZone, new Date(loadedAt.getTime() + readyInDays * DAY_MS)) }
}
