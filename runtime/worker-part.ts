import { connect } from '../db/client.ts'
import { openEngine } from './engine.ts'
import type { Scope } from './scope.ts'
import type { Surroundings } from './start.ts'
import { type RunningWorker, startWorker, workerPoolSize } from './worker.ts'

/** The worker and the sweep, with a pool of their own. */
export function openWorkerPart({ databaseUrl, temporal, log }: Surroundings, scope: Scope): RunningWorker {
  const sql = connect(databaseUrl, { max: workerPoolSize, name: 'kickstand-worker' })
  scope.onClose(() => sql.end({ timeout: 5 }))
  const engine = openEngine(temporal, log)
  scope.onClose(() => engine.close())
  const worker = startWorker({ temporal, activities: {}, log })
  scope.onClose(() => worker.stop())
  return worker
}
