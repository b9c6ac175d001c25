import type { Sql } from '../../db/client.ts'
import type { StaffAction } from '../../domain/happening.ts'
import { staffHappeningId } from '../../domain/ids.ts'
import { tellOrder } from '../../intake/tell-workflow.ts'
import type { Entry } from '../../views/order/details.ts'
import type { SignedIn, WebDeps } from '../env.ts'
import type { Answers, Expectation } from './answers.ts'
import type { FoundOrder } from './find.ts'
import { findHappening } from './timeline.ts'

/** How long a person waits for the answer before the page says that it will come. */
const PATIENCE_MS = 2_000
/** Looks for itself this often: after a restart of PostgreSQL the listener takes some seconds to come back. */
const LOOK_MS = 500

export interface Act {
  action: StaffAction
  actionId: string
  payload: Record<string, unknown>
  seenVersion: number | null
}

/**
 * Writes the action into the order's inbox, tells its workflow, and waits a moment for the answer. While the engine is
 * away the action stays in the inbox and is delivered by the sweep. The same id again gives the first one's answer.
 */
export async function act(
  { sql, engine, log }: Pick<WebDeps, 'sql' | 'engine' | 'log'>,
  answers: Answers,
  order: FoundOrder,
  user: SignedIn,
  wish: Act,
): Promise<Entry> {
  const id = staffHappeningId(wish.actionId)
  const expectation = await answers.expect(order.id, id)
  try {
    await writeDown(sql, order, user, wish)
    const known = await findOrFail(sql, order.id, id)
    if (known.state !== 'waiting') return known
    const told = tellOrder(engine, order, { type: known.type, id }).then(
      () => true,
      (error: unknown) => {
        log.warn({ err: error, order: order.id }, 'the engine was not told of an action; the sweep will')
        return false
      },
    )
    return await answerTo(sql, order.id, id, expectation, told)
  } finally {
    expectation.end()
  }
}

async function answerTo(
  sql: Sql,
  orderId: number,
  id: string,
  expectation: Expectation,
  told: Promise<boolean>,
): Promise<Entry> {
  const limit = Date.now() + PATIENCE_MS
  const untold = told.then((reached) => (reached ? never : 'untold'))
  for (;;) {
    const heard = await Promise.race([expectation.settled(LOOK_MS), untold])
    const entry = await findOrFail(sql, orderId, id)
    if (entry.state !== 'waiting' || heard === 'untold' || Date.now() >= limit) return entry
  }
}

const never = new Promise<never>(() => {})

async function writeDown(sql: Sql, order: FoundOrder, user: SignedIn, wish: Act): Promise<void> {
  await sql`
    insert into happenings (order_id, id, type, payload, actor_kind, user_id, seen_version)
    values (${order.id}, ${staffHappeningId(wish.actionId)}, ${wish.action}, ${sql.json(wish.payload as never)},
      'staff', ${user.id}, ${wish.seenVersion})
    on conflict (order_id, id) do nothing`
}

async function findOrFail(sql: Sql, orderId: number, id: string): Promise<Entry> {
  const entry = await findHappening(sql, orderId, id)
  if (!entry) throw new Error(`happening ${id} of order ${orderId} is not in the inbox it was written to`)
  return entry
}
