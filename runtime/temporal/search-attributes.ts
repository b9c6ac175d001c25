import type { Connection } from '@temporalio/client'
import { sourceAttribute, storeAttribute } from '../../intake/tell-workflow.ts'

/** Set once, at an order's start; only for people who look into Temporal's own pages. */
export const searchAttributes = [sourceAttribute, storeAttribute] as const

/** INDEXED_VALUE_TYPE_KEYWORD; the package that names it is too large to load for one number. */
const keyword = 2

/**
 * Registers what is missing. An unregistered attribute would fail every workflow task for ever, so the answer
 * decides whether orders are started with them.
 * @returns whether all are registered; false where the cluster gives no right to.
 * @throws when the server can't be reached.
 */
export async function ensureSearchAttributes(connection: Connection, namespace: string): Promise<boolean> {
  if (await areRegistered(connection, namespace)) return true
  const attributes = Object.fromEntries(searchAttributes.map(({ name }) => [name, keyword]))
  try {
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: attributes })
  } catch (error) {
    if (isUnreachable(error)) throw error
    return false
  }
  return areRegistered(connection, namespace)
}

async function areRegistered(connection: Connection, namespace: string): Promise<boolean> {
  try {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace })
    return searchAttributes.every(({ name }) => customAttributes?.[name] === keyword)
  } catch (error) {
    if (isUnreachable(error)) throw error
    return false
  }
}

/** gRPC's UNAVAILABLE and DEADLINE_EXCEEDED; whatever else it says, it was reached. */
function isUnreachable(error: unknown): boolean {
  const { code } = error as { code?: number }
  return code === 14 || code === 4 || code === undefined
}
