import type { Queryable, Sql } from '../../db/client.ts'
import { failpoint } from '../../db/failpoint.ts'
import type { StaffAction } from '../../domain/happening.ts'
import { staffHappeningId } from '../../domain/ids.ts'
import { tellOrder } from '../../intake/tell-workflow.ts'
import type { Entry } from '../../views/order/details.ts'
import { renewal } from '../claims/claim.ts'
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
 * away the action stays in the inbox and is delivered by the sweep. The same id again is the first one's action.
 * Returns when it is answered, or when waiting longer is of no use; what became of it is in the inbox.
 */
export async function act(
  { sql, engine, log }: Pick<WebDeps, 'sql' | 'engine' | 'log'>,
  answers: Answers,
  order: FoundOrder,
  user: SignedIn,
  wish: Act,
): Promise<void> {
  const id = staffHappeningId(wish.actionId)
  const expectation = await answers.expect(order.id, id)
  try {
    const first = (await writeDown(sql, order, user, wish)) ? null : await findAction(sql, order.id, wish)
    failpoint('action:written', wish.actionId)
    if (first && first.state !== 'waiting') return
    const told = tellOrder(engine, order, { type: first?.type ?? wish.action, id }).then(
      () => {
        failpoint('action:told', wish.actionId)
        return true
      },
      async (error: unknown) => {
        log.warn(
          { err: error, source: order.source, order: order.number },
          'the engine was not told of an action; the sweep will',
        )
        await keep(sql, order.id, id)
        return false
      },
    )
    await untilAnswered(() => findAction(sql, order.id, wish), expectation, told)
  } finally {
    expectation.end()
  }
}

/** An action in its inbox, with its answer as far as there is one. */
export async function findAction(
  sql: Sql,
  orderId: number,
  { actionId }: Pick<Act, 'actionId'>,
): Promise<Entry> {
  const entry = await findHappening(sql, orderId, staffHappeningId(actionId))
  if (!entry) throw new Error(`action ${actionId} of order ${orderId} is not in the inbox it was written to`)
  return entry
}

async function untilAnswered(
  find: () => Promise<Entry>,
  expectation: Expectation,
  told: Promise<boolean>,
): Promise<void> {
  const untold = told.then((reached) => (reached ? never : 'untold'))
  for (const limit = Date.now() + PATIENCE_MS; Date.now() < limit; ) {
    const heard = await Promise.race([expectation.settled(LOOK_MS), untold])
    if (heard === 'answered' || heard === 'untold') return
    // Looked up also where the database was away: a crash takes with it what was not flushed yet, and then says so.
    if ((await find()).state !== 'waiting') return
  }
}

const never = new Promise<never>(() => {})

/**
 * Not flushed to disk by itself, which takes longer than the rest: the commit of its record flushes it, too, and
 * nobody is answered before that. PostgreSQL does so within 0.6 s in any case (3 × wal_writer_delay).
 * @returns false where an action with this id was there before.
 */
export async function writeDown(
  sql: Queryable,
  order: FoundOrder,
  user: SignedIn,
  wish: Act,
): Promise<boolean> {
  const written = await sql`
    with unflushed as (select set_config('synchronous_commit', 'off', true)),
      renewed as (${renewal(sql, order, user.id)})
    insert into happenings (order_id, id, type, payload, actor_kind, user_id, seen_version)
    select ${order.id}, ${staffHappeningId(wish.actionId)}, ${wish.action}, ${sql.json(wish.payload as never)},
      'staff', ${user.id}, ${wish.seenVersion}::int
    from unflushed
    on conflict (order_id, id) do nothing`
  return written.count > 0
}

/** Flushes what was written down, for whoever is told at once that it waits. @throws where a crash took it */
async function keep(sql: Sql, orderId: number, id: string): Promise<void> {
  const kept = await sql`update happenings set tells = tells where order_id = ${orderId} and id = ${id}`
  if (kept.count === 0) throw new Error(`happening ${id} of order ${orderId} was lost before it was flushed`)
}
