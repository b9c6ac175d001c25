import type { Sql } from '../../db/client.ts'
import { answeredAs, type ReturnAction } from '../../domain/returns/happening.ts'
import { tellReturn } from '../../intake/tell-return.ts'
import type { WebDeps } from '../env.ts'
import type { Answers } from '../orders/answers.ts'
import type { FoundReturn } from './load.ts'

/** How long a person waits for the answer before the page says that it will come. */
const PATIENCE_MS = 2_000
const LOOK_MS = 500

export interface ReturnAct {
  id: string
  action: ReturnAction
  payload: object
  userId: string
  seenVersion: number | null
}

/** In the return's inbox, once by its id. */
export async function writeDown(sql: Sql, returnId: number, act: ReturnAct): Promise<void> {
  const { id, action, payload, userId, seenVersion } = act
  await sql`
    insert into return_happenings (return_id, id, type, payload, actor_kind, user_id, seen_version)
    values (${returnId}, ${id}, ${action}, ${sql.json(payload as never)}, 'staff', ${userId}, ${seenVersion}::int)
    on conflict (return_id, id) do nothing`
}

/**
 * Tells a return's workflow of what waits in its inbox, and waits a moment for the answer. While the engine is away it
 * stays there and is delivered by the sweep.
 */
export async function tellAndWait(
  { sql, engine, log }: Pick<WebDeps, 'sql' | 'engine' | 'log'>,
  answers: Answers,
  found: FoundReturn,
  id: string,
): Promise<void> {
  const expectation = await answers.expect(found.orderId, answeredAs(found.id, id))
  try {
    if (!(await isWaiting(sql, found.id, id))) return
    const told = tellReturn(engine, found).then(
      () => true,
      (error: unknown) => {
        const name = { source: found.source, order: found.number, return: found.n }
        log.warn({ err: error, ...name }, 'the engine was not told of a return; the sweep will')
        return false
      },
    )
    const untold = told.then((reached) => (reached ? never : true))
    for (const limit = Date.now() + PATIENCE_MS; Date.now() < limit; ) {
      const heard = await Promise.race([expectation.settled(LOOK_MS), untold])
      if (heard === 'answered' || heard === true || !(await isWaiting(sql, found.id, id))) return
    }
  } finally {
    expectation.end()
  }
}

const never = new Promise<never>(() => {})

async function isWaiting(sql: Sql, returnId: number, id: string): Promise<boolean> {
  const rows = await sql`
    select from return_happenings where return_id = ${returnId} and id = ${id} and status = 'waiting'`
  return rows.length > 0
}
