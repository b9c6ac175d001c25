import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker'
import { createActivities } from '../../activities/index.ts'
import { connect } from '../../db/client.ts'
import { TASK_QUEUE } from '../../domain/ids.ts'
import { workflowBundle } from '../../runtime/workflow-bundle.ts'
import { silentLog } from './shop.ts'

/**
 * A process of its own: `node --import tsx dying-worker.ts DATABASE_URL TEMPORAL_ADDRESS TYPE`. It works until it has
 * written down a happening of that type, and is gone before anybody hears of it. It sends a message once it works.
 */
Runtime.install({ logger: new DefaultLogger('ERROR') })
const [url = '', address = '', type = ''] = process.argv.slice(2)
const activities = createActivities({ sql: connect(url, { max: 2, name: 'kickstand-test' }), log: silentLog })
const record: typeof activities.record = async (input) => {
  const desk = await activities.record(input)
  if (input.happening.type === type) process.kill(process.pid, 'SIGKILL')
  return desk
}
const worker = await Worker.create({
  connection: await NativeConnection.connect({ address }),
  taskQueue: TASK_QUEUE,
  workflowBundle: await workflowBundle(),
  activities: { ...activities, record },
})
const running = worker.run()
process.send?.('works')
await running
