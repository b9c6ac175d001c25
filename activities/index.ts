import type { Sql } from '../db/client.ts'
import { createCarryOut } from './effects.ts'
import type { LockLevels } from './inventory.ts'
import type { Log } from './log.ts'
import { createRecord } from './record/index.ts'

export interface ActivityDeps {
  sql: Sql
  log: Log
  lockLevels?: LockLevels
}

/** What the workflows may ask of the world. */
export function createActivities(deps: ActivityDeps) {
  return { record: createRecord(deps), carryOut: createCarryOut(deps) }
}

export type Activities = ReturnType<typeof createActivities>
