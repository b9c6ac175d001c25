import { setTimeout as pause } from 'node:timers/promises'
import pLimit from 'p-limit'
import type { Sql } from '../../db/client.ts'
import { tellOrder } from '../../intake/tell-workflow.ts'
import type { Released } from '../../views/order/details.ts'
import type { SignedIn, WebDeps } from '../env.ts'
import type { FoundOrder } from './find.ts'
import { ordersToRelease, type WaitingOrder } from './same-gap.ts'

/** How long a person waits before the page says that some are still being worked on. */
const PATIENCE_MS = 5_000
const LOOK_MS = 200
const LEFT_SHOWN_MAX = 10
/** After this the sweep tells the rest, so that nobody waits for a slow engine. */
const TELLING_MS = 5_000
/** The engine takes no more at a time anyway, and other clicks want their turn. */
const TOLD_AT_ONCE = 8

interface Step {
  orderId: number
  id: string
  type: 'matchProduct' | 'processSale'
  payload: Record<string, string>
}

/**
 * Lets the orders go on that wait for what this one has found: each gets the same picks and, where nothing else is
 * open, the wish to process its sale, in its own inbox. The same click again is the first one's.
 */
export async function release(
  { sql, engine, log }: Pick<WebDeps, 'sql' | 'engine' | 'log'>,
  order: FoundOrder,
  user: SignedIn,
  actionId: string,
): Promise<void> {
  const known = await sql`select from happenings h where ${ofClick(sql, actionId)} limit 1`
  if (known.length === 0) {
    const orders = await ordersToRelease(sql, order.id)
    const steps = orders.flatMap((waiting) => stepsFor(waiting, actionId, order.number))
    await writeDown(sql, user, steps)
    await tellAll({ engine, log }, orders, steps)
  }
  await untilAnswered(sql, actionId)
}

/** What became of the orders that a click released, each counted once. */
export async function releasedBy(sql: Sql, actionId: string): Promise<Released> {
  const [row] = await sql<Released[]>`
    with released as (
      select o.source, o.number, o.status, bool_or(h.status = 'waiting') as waits, bool_or(h.status = 'failed') as failed,
        bool_or(h.type = 'processSale' and h.status = 'applied') as sold
      from happenings h join orders o on o.id = h.order_id
      where ${ofClick(sql, actionId)} group by o.id
    ), told as (
      select source, number, case
        when sold then 'released' when waits then 'pending' when failed then 'failed'
        when status = 'product_match_failed' then 'gap' when status = 'customer_id_required' then 'customer'
        when status in ('rejected', 'archived') then 'closed' else 'released'
      end as what from released
    )
    select
      count(*) filter (where what = 'released') as released, count(*) filter (where what = 'gap') as gap,
      count(*) filter (where what = 'customer') as customer, count(*) filter (where what = 'closed') as closed,
      count(*) filter (where what = 'failed') as failed, count(*) filter (where what = 'pending') as pending,
      coalesce((select json_agg(json_build_object('source', source, 'number', number)) from (
        select source, number from told where what in ('gap', 'customer', 'failed') order by source, number
        limit ${LEFT_SHOWN_MAX}) shown), '[]') as left
    from told`
  if (!row) throw new Error('an aggregate without a row')
  return row
}

/** The happenings of one click; the first condition is that of their index. */
const ofClick = (sql: Sql, actionId: string) => sql`
  h.id like 'release:%' and h.id like ${`release:${actionId.replace(/[\\%_]/g, '\\$&')}:%`}`

function stepsFor(
  { id: orderId, status, picks, otherGaps }: WaitingOrder,
  actionId: string,
  releasedWith: string,
): Step[] {
  const matches = picks
    .filter(({ byHand }) => byHand)
    .map(({ line, sku }) => ({ type: 'matchProduct' as const, payload: { line, sku, releasedWith } }))
  const sale =
    status === 'product_match_failed' && otherGaps === 0
      ? [{ type: 'processSale' as const, payload: { releasedWith } }]
      : []
  return [...matches, ...sale].map((step, place) => ({
    ...step,
    orderId,
    id: `release:${actionId}:${orderId}:${place}`,
  }))
}

async function writeDown(sql: Sql, user: SignedIn, steps: readonly Step[]): Promise<void> {
  if (steps.length === 0) return
  await sql`
    insert into happenings (order_id, id, type, payload, actor_kind, user_id)
    select step.order_id, step.id, step.type, step.payload, 'staff', ${user.id}
    from rows from (
      jsonb_to_recordset(${sql.json(steps.map(({ orderId, ...step }) => ({ ...step, order_id: orderId })))})
        as (order_id bigint, id text, type text, payload jsonb)
    ) with ordinality as step (order_id, id, type, payload, place)
    order by step.place
    on conflict (order_id, id) do nothing`
}

/** From the first that the engine does not take, or does not take in time, the sweep tells the rest. */
async function tellAll(
  { engine, log }: Pick<WebDeps, 'engine' | 'log'>,
  orders: readonly WaitingOrder[],
  steps: readonly Step[],
): Promise<void> {
  const atOnce = pLimit(TOLD_AT_ONCE)
  const limit = Date.now() + TELLING_MS
  let isAway = false
  const tell = async (order: WaitingOrder) => {
    for (const step of steps.filter(({ orderId }) => orderId === order.id)) {
      if (isAway || Date.now() > limit) return
      try {
        await tellOrder(engine, order, step)
      } catch (error) {
        isAway = true
        log.warn(
          { err: error, source: order.source, order: order.number },
          'the engine was not told of released orders; the sweep will',
        )
      }
    }
  }
  await Promise.all(orders.map((order) => atOnce(() => tell(order))))
}

async function untilAnswered(sql: Sql, actionId: string): Promise<void> {
  for (const limit = Date.now() + PATIENCE_MS; Date.now() < limit; await pause(LOOK_MS)) {
    const open =
      await sql`select from happenings h where ${ofClick(sql, actionId)} and status = 'waiting' limit 1`
    if (open.length === 0) return
  }
}
