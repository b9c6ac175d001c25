import { heartbeat } from '@temporalio/activity'
import { startCallbacks } from '../activities/callbacks/index.ts'
import { createActivities } from '../activities/index.ts'
import { startLetters } from '../activities/letters/index.ts'
import { startWatch } from '../activities/stuck/watch.ts'
import { startSweep } from '../activities/sweep/index.ts'
import { connect } from '../db/client.ts'
import { openEngine } from './engine.ts'
import { activitiesWithFailpoints } from './failpoints.ts'
import { openWorkerFigures } from './figures.ts'
import { ownServers } from './own-servers.ts'
import { keepSchedules, scheduledWork } from './schedules.ts'
import type { Scope } from './scope.ts'
import { installSdkRuntime } from './sdk-runtime.ts'
import { homeKey, secretBox } from './secret-box.ts'
import type { Surroundings } from './surroundings.ts'
import { type RunningWorker, startWorker, workerPoolSize } from './worker.ts'

/** The worker, the sweep and the senders of callbacks and letters, with a pool of their own. */
export async function openWorkerPart(surroundings: Surroundings, scope: Scope): Promise<RunningWorker> {
  const { databaseUrl, temporal, config, log } = surroundings
  const figures = await openWorkerFigures(config, scope)
  installSdkRuntime(log, figures?.sdkAt)
  const sql = connect(databaseUrl, { max: workerPoolSize, name: 'kickstand-worker' })
  scope.onClose(() => sql.end({ timeout: 5 }))
  const engine = openEngine(temporal, log)
  scope.onClose(() => engine.close())
  const secrets = secretBox(homeKey(config, surroundings.home))
  const worker = startWorker({
    temporal,
    workflowCache: config.workflowCache,
    activities: activitiesWithFailpoints(
      createActivities({ sql, log, secrets, engine, heartbeat, upSince: new Date() }),
    ),
    log,
  })
  scope.onClose(() => worker.stop())
  const schedules = keepSchedules(engine.client, () => scheduledWork(sql), log)
  scope.onClose(() => schedules.cancel())
  const sweep = await startSweep({ sql, engine, log })
  scope.onClose(() => sweep.stop())
  const watch = startWatch({ sql, secrets, engine, log })
  scope.onClose(() => watch.stop())
  const callbacks = await startCallbacks({ sql, secrets, log, own: ownServers(surroundings) })
  scope.onClose(() => callbacks.stop())
  const { publicUrl } = config
  const letters = await startLetters({ sql, secrets, log, own: ownServers(surroundings), publicUrl })
  scope.onClose(() => letters.stop())
  return worker
}
