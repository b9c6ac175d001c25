import type { Sql } from '../../db/client.ts'
import type { Engine } from '../../intake/tell-workflow.ts'
import type { Log } from '../log.ts'

export interface SweepDeps {
  sql: Sql
  engine: Engine
  log: Log
}
