import type { Queryable } from '../../db/client.ts'
import { salesOutOfLine } from '../program/books.ts'
import type { StripeSimulator } from '../simulators/stripe.ts'
import type { Book } from './compare.ts'
import { isPaidOnline, totalOf } from './deeds.ts'
import { type Life, ON_HAND, SCARCE } from './lives.ts'

/** All orders with what befell them, as the database has them. */
export async function readBooks(sql: Queryable): Promise<Map<string, Book>> {
  const rows = await sql<Book[]>`
    select o.id, o.number, o.status,
      (select coalesce(json_agg(json_build_object('seq', seq, 'type', type, 'happeningId', happening_id,
          'version', version) order by seq), '[]') from order_events where order_id = o.id) as events,
      (select coalesce(json_agg(json_build_object('id', id, 'status', status, 'refused',
          case when status = 'refused' then json_build_object('id', id, 'type', type, 'seenVersion', seen_version,
            'code', refusal ->> 'code', 'eventSeq', (refusal ->> 'eventSeq')::int) end) order by seq), '[]')
        from happenings where order_id = o.id and actor_kind = 'staff') as clicks,
      (select coalesce(json_agg(json_build_object('webhookId', webhook_id, 'status', status,
          'told', content ->> 'status') order by seq), '[]') from callbacks where order_id = o.id) as callbacks
    from orders o`
  return new Map(rows.map((row) => [row.number, row]))
}

/** Stock, sales, papers, effects and letters: each a list of what does not add up, in words. */
export async function shopDiffers(sql: Queryable, atFirst = ON_HAND): Promise<string[]> {
  const [levels, movements, sales, papers, failed] = await Promise.all([
    levelsThatDiffer(sql, atFirst),
    movementsThatDiffer(sql),
    salesOutOfLine(sql),
    papersOutOfLine(sql),
    sql<{ key: string; status: string }[]>`
      select key, status from effects where status not in ('done', 'taken_back')`,
  ])
  const say = (what: string) => (row: object) => `${what}: ${JSON.stringify(row)}`
  return [
    ...levels.map(say('a level is not what was there less what was sold')),
    ...movements.map(say('movements do not add up to what an order holds')),
    ...sales.map(say('a sale number')),
    ...papers.map(say('a paper')),
    ...failed.map(say('an effect')),
  ]
}

/** I1: what was there at first, less what orders hold, with what came back sellable. */
function levelsThatDiffer(sql: Queryable, atFirst: typeof ON_HAND) {
  return sql`
    with held as (
      select o.store, l.product_id, sum(l.allocated)::int as units
      from order_lines l join orders o on o.id = l.order_id where l.allocated > 0 group by o.store, l.product_id
    ), moved as (
      select store, product_id, sum(quantity)::int as units,
        coalesce(sum(quantity) filter (where kind = 'returned'), 0)::int as back
      from stock_movements group by store, product_id
    )
    select p.sku, s.store, s.on_hand, held.units as held, moved.units as moved, moved.back
    from stock_levels s join products p on p.id = s.product_id
      left join held using (store, product_id) left join moved using (store, product_id)
    where s.on_hand <> coalesce(moved.units, 0)
      or s.on_hand <> (case when p.sku = ${SCARCE} then ${atFirst.scarce}::int else ${atFirst.plenty}::int end)
        - coalesce(held.units, 0) + coalesce(moved.back, 0)`
}

/** I2: what an order holds was sold once, and what came off it restocked once; returned: no more than was sold. */
function movementsThatDiffer(sql: Queryable) {
  return sql`
    with moved as (
      select order_id, product_id, -sum(quantity) filter (where kind in ('sold', 'restocked')) as units,
        coalesce(sum(quantity) filter (where kind = 'returned'), 0) as back
      from stock_movements where order_id is not null group by order_id, product_id
    ), held as (
      select order_id, product_id, sum(allocated) as units, sum(quantity) as asked
      from order_lines where product_id is not null group by order_id, product_id
    )
    select o.number, held.units as held, moved.units as moved, moved.back
    from held full join moved using (order_id, product_id) join orders o on o.id = order_id
    where coalesce(held.units, 0) <> coalesce(moved.units, 0) or coalesce(moved.back, 0) > coalesce(held.asked, 0)`
}

/** One receipt for each effect that asked for one, and none besides. */
function papersOutOfLine(sql: Queryable) {
  return sql`
    select coalesce(e.key, d.effect_key) as key, e.status
    from (select * from effects where kind = 'receipt') e full join documents d on d.effect_key = e.key
    where (d.id is null) <> (e.status is distinct from 'done') or e.key is null`
}

interface MoneyRow {
  number: string
  status: string
  state: string | null
  captured: number
  refunded: number
  taken: number
  back: number
  returned: number
}

/** I3, I10: what the model expects, what the provider counted, and what the books say of every order. */
export async function moneyDiffers(
  sql: Queryable,
  stripe: StripeSimulator,
  lives: ReadonlyMap<string, Life>,
): Promise<string[]> {
  const rows = await sql<MoneyRow[]>`
    select o.number, o.status, o.money ->> 'state' as state,
      coalesce((o.money ->> 'captured')::int, 0) as captured, coalesce((o.money ->> 'refunded')::int, 0) as refunded,
      (select coalesce(sum(amount), 0)::int from payments
        where order_id = o.id and kind <> 'refund' and taken_back_at is null) as taken,
      (select coalesce(sum(amount), 0)::int from payments where order_id = o.id and kind = 'refund') as back,
      (select coalesce(sum(l.amount), 0)::int from returns r join return_lines l on l.return_id = r.id
        where r.order_id = o.id and r.status = 'closed') as returned
    from orders o`
  return rows.flatMap((row) => {
    const life = lives.get(row.number)
    if (!life) return [`${row.number}: nobody sent it`]
    const found = isPaidOnline(life) ? onlineDiffers(life, row, stripe) : tillDiffers(life, row)
    return found.map((text) => `${row.number}: ${text} ${JSON.stringify(row)}`)
  })
}

const standing = ['in_process', 'ready_for_pickup', 'shipped', 'completed']

function onlineDiffers(life: Life, row: MoneyRow, stripe: StripeSimulator): string[] {
  const id = `pi_${life.number}`
  const intent = stripe.intents.get(id)
  if (!intent) return ['its payment is not known to the provider']
  const found: string[] = []
  const captures = stripe.deeds.filter((deed) => deed.startsWith(`capture ${id} `)).length
  const isStanding = standing.includes(row.status)
  if (captures > 1) found.push(`was captured ${captures} times`)
  if (isStanding && intent.amount_received !== totalOf(life))
    found.push(`${intent.amount_received} was captured`)
  if (isStanding && intent.amount_refunded !== row.returned)
    found.push(`${intent.amount_refunded} was refunded`)
  if (row.status === 'rejected') {
    const kept = intent.amount_received - intent.amount_refunded
    if (kept !== 0) found.push(`${kept} was kept of a rejected order`)
    if (intent.status === 'requires_capture') found.push('the hold of a rejected order stands')
  }
  if (row.status === 'new' && intent.amount_received !== 0) found.push('was captured before it was accepted')
  if (intent.amount_received !== row.captured || row.taken !== row.captured) found.push('captured differs')
  if (intent.amount_refunded !== row.refunded || row.back !== row.refunded) found.push('refunded differs')
  return found
}

function tillDiffers(life: Life, { status, taken, back, returned }: MoneyRow): string[] {
  const expected = status === 'completed' ? totalOf(life) : 0
  return [
    ...(taken === expected ? [] : [`${taken} was taken at the till`]),
    ...(back === returned ? [] : [`${back} was given back`]),
  ]
}

/** A letter that the mail server took went out once; one of unknown outcome at most once. */
export async function lettersDiffer(sql: Queryable, received: readonly { messageId?: string | undefined }[]) {
  const letters = await sql<{ messageId: string | null; status: string; kind: string; number: string }[]>`
    select l.message_id, l.status, l.kind, o.number from letters l join orders o on o.id = l.order_id`
  const times = new Map<string, number>()
  for (const { messageId = '' } of received) times.set(messageId, (times.get(messageId) ?? 0) + 1)
  const allowed: Record<string, number[]> = { sent: [1], unknown: [0, 1] }
  return letters.flatMap(({ messageId, status, kind, number }) => {
    const came = messageId === null ? 0 : (times.get(messageId) ?? 0)
    const isRight = (allowed[status] ?? [0]).includes(came) && status !== 'failed'
    return isRight ? [] : [`${number}: the letter ${kind} is ${status} and came ${came} times`]
  })
}
