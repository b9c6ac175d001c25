import type { Sql } from '../../db/client.ts'
import { rememberCounts } from '../../db/stuck/counts.ts'
import { findStuck } from '../../db/stuck/list.ts'
import { orderWorkflowId, staffHappeningId } from '../../domain/ids.ts'
import { deedsOf, type StuckDeed, type StuckKind, type StuckRow } from '../../domain/stuck.ts'
import { type ReturnRef, tellReturn } from '../../intake/tell-return.ts'
import type { SignedIn, WebDeps } from '../env.ts'
import { sendAgain as sendLetterAgain } from '../letters/write.ts'
import { beginAnew } from './begin-anew.ts'
import { applyDeed } from './deeds.ts'

const ENGINE_LIMIT_MS = 3_000

export interface StuckWish {
  kind: StuckKind
  key: string
  deed: StuckDeed
  /** Null: to try now needs none. */
  reason: string | null
  /** What the order's timeline says of it. */
  told: (row: StuckRow) => string
}

type Deps = Pick<WebDeps, 'sql' | 'engine' | 'log'>

/**
 * Does what somebody decided about something that is stuck, and notes who it was and why; what is told in the order's
 * timeline goes its usual way.
 * @returns `gone` where it is no longer stuck, or can't be done now; `engine_away` where only the engine could do it
 */
export async function decideStuck(
  deps: Deps,
  user: SignedIn,
  { kind, key, deed, reason, told }: StuckWish,
): Promise<'done' | 'gone' | 'engine_away'> {
  const { sql } = deps
  const row = await findStuck(sql, kind, key)
  if (!row || !deedsOf(kind, row.state, row.detail).includes(deed)) return 'gone'
  const isTried = deed === 'try_now'
  if (isTried && kind === 'workflow') {
    const begun = await beginAnew(deps, row)
    if (begun !== 'done') return begun
  }
  const isExchange = kind === 'paper' && row.detail === 'exchange'
  if (isTried && isExchange && !(await lookAtExchange(deps, row))) return 'engine_away'
  if (isTried && kind === 'letter' && row.state === 'failed' && !(await writeAgain(sql, row, user.id)))
    return 'gone'
  const isDone = await sql.begin(async (tx) => {
    const done = await applyDeed(tx, deed, { row, userId: user.id })
    if (!done) return false
    const [decision] = await tx<{ id: number; orderId: number | null }[]>`
      insert into stuck_decisions (user_id, kind, subject, order_id, deed, reason)
      values (${user.id}, ${kind}, ${key},
        (select id from web_orders where source = ${row.source} and number = ${row.number}), ${deed}, ${reason})
      returning id, order_id`
    if (decision?.orderId && !isTried && kind !== 'callback') {
      await tx`
        insert into happenings (order_id, id, type, payload, actor_kind, user_id)
        select id, ${staffHappeningId(`stuck-${decision.id}`)}, 'comment', ${tx.json({ text: told(row) })}, 'staff', ${user.id}
        from orders where id = ${decision.orderId}`
    }
    return true
  })
  if (isDone && isTried && kind === 'effect') await skipPause(deps, row)
  await rememberCounts(sql)
  return isDone ? 'done' : 'gone'
}

/** The engine's own pause before the next try is cut short; where it can't be, the try comes with its time. */
async function skipPause({ engine, log }: Deps, { source, number, detail }: StuckRow): Promise<void> {
  if (detail === 'receipt' || source === null || number === null) return
  const { client } = engine
  try {
    await client.connection.withDeadline(Date.now() + ENGINE_LIMIT_MS, () =>
      client.workflowService.resetActivity({
        namespace: client.options.namespace,
        execution: { workflowId: orderWorkflowId(source, number) },
        type: 'settleMoney',
      }),
    )
  } catch (error) {
    log.warn({ err: error, source, order: number }, 'the pause before the next try was not cut short')
  }
}

/** The return of a sale in exchange makes its receipt whenever it looks. @returns false: the engine is away */
async function lookAtExchange({ sql, engine, log }: Deps, { key }: StuckRow): Promise<boolean> {
  const [found] = await sql<ReturnRef[]>`
    select r.id, o.source, o.number, r.n
    from sales s join returns r on r.id = s.return_id join orders o on o.id = r.order_id
    where s.number = ${key.replace(/^sale:/, '')}`
  if (!found) return true
  try {
    await tellReturn(engine, found)
    return true
  } catch (error) {
    log.warn({ err: error, sale: key }, 'a return was not told to make its receipt')
    return false
  }
}

/** In the same words, to where it was to go; not where nobody knows where to, or that is no address. */
async function writeAgain(sql: Sql, { key }: StuckRow, userId: string): Promise<boolean> {
  const [letter] = await sql<{ orderId: number; recipient: string | null }[]>`
    select l.order_id, coalesce(l.recipient, c.email) as recipient
    from letters l join orders o on o.id = l.order_id left join customers c on c.id = o.customer_id
    where l.id = ${Number(key)} and l.trouble is distinct from 'bad_address'`
  if (!letter?.recipient) return false
  const { orderId, recipient } = letter
  const again = { orderId, letterId: Number(key), actionId: `stuck-${key}`, userId, to: recipient }
  return (await sendLetterAgain(sql, again)) !== null
}
