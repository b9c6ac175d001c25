import type { Sql } from '../../db/client.ts'
import { staffActions } from '../../domain/happening.ts'
import { staffHappeningId } from '../../domain/ids.ts'
import type { Entry, Outcoming } from '../../views/order/details.ts'
import { isNotBought } from '../../views/order/OutcomeNotice.tsx'
import type { OrderName } from '../../views/paths.ts'
import { findHappening } from './timeline.ts'

const ACTION_ID_MAX = 100

/** What became of the action that a page's address names. */
export async function outcomeOf(
  sql: Sql,
  { source, number }: OrderName,
  actionId: string | undefined,
): Promise<Outcoming | null> {
  if (!actionId || actionId.length > ACTION_ID_MAX || actionId.includes('\0')) return null
  const entry = await findHappening(sql, idOf(sql, source, number), staffHappeningId(actionId))
  return entry ? outcoming(entry) : null
}

const idOf = (sql: Sql, source: string, number: string) =>
  sql`(select id from orders where source = ${source} and number = ${number})`

export function outcoming(entry: Entry): Outcoming | null {
  const { id, type, state, at, refusal } = entry
  const action = staffActions.find((known) => known === type)
  const actionId = id.slice(staffHappeningId('').length)
  return action ? { action, actionId, isNotBought: isNotBought(entry), state, at, refusal } : null
}
