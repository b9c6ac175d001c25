import { Context } from '@temporalio/activity'
import type { Sql } from '../../db/client.ts'
import type { Engine } from '../../intake/tell-workflow.ts'
import type { Log } from '../log.ts'
import { archiveClosedRuns } from './archive.ts'

/** Long before any engine forgets it; later than anybody takes the last step back. */
const CLOSED_FOR_MS = 3_600_000

export interface HistoryDeps {
  sql: Sql
  log: Log
  /** Absent: a test without an engine. */
  engine?: Pick<Engine, 'client'> | undefined
}

/** Archives histories of runs that closed more than an hour ago. @returns whether that was all of them */
export function createArchiveHistories({ sql, log, engine }: HistoryDeps) {
  return async function archiveHistories(): Promise<{ isDone: boolean }> {
    if (!engine) throw new Error('no engine is known here')
    const context = Context.current()
    const beat = () => {
      context.heartbeat()
      context.cancellationSignal.throwIfAborted()
    }
    return archiveClosedRuns(
      { sql, log, client: engine.client },
      { closedUntil: Date.now() - CLOSED_FOR_MS, beat },
    )
  }
}
