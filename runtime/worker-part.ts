import { createActivities } from '../activities/index.ts'
import { startSweep } from '../activities/sweep/index.ts'
import { connect } from '../db/client.ts'
import { openEngine } from './engine.ts'
import type { Scope } from './scope.ts'
import { installSdkRuntime } from './sdk-runtime.ts'
import type { Surroundings } from './start.ts'
import { type RunningWorker, startWorker, workerPoolSize } from './worker.ts'

/** The worker and the sweep, with a pool of their own. */
export async function openWorkerPart(surroundings: Surroundings, scope: Scope): Promise<RunningWorker> {
  const { databaseUrl, temporal, log } = surroundings
  installSdkRuntime(log)
  const sql = connect(databaseUrl, { max: workerPoolSize, name: 'kickstand-worker' })
  scope.onClose(() => sql.end({ timeout: 5 }))
  const engine = openEngine(temporal, log)
  scope.onClose(() => engine.close())
  const worker = startWorker({ temporal, activities: createActivities({ sql, log }), log })
  scope.onClose(() => worker.stop())
  const sweep = await startSweep({ sql, engine, log })
  scope.onClose(() => sweep.stop())
  return worker
}
