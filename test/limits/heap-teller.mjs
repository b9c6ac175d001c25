// Loaded into the measured program (--import) beside bench/heap-probe.mjs: told SIGUSR2, it has every thread collect its
// garbage and writes down what is alive then. JavaScript, since threads start without a loader for TypeScript.
import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BroadcastChannel, isMainThread } from 'node:worker_threads'

/** A collection of a large heap takes a while. */
const ANSWERS_MS = 3_000

if (isMainThread) {
  const asking = new BroadcastChannel('bench heap, asked')
  const answers = new BroadcastChannel('bench heap, answered')
  for (const channel of [asking, answers]) channel.unref()
  process.on('SIGUSR2', () => {
    const alive = []
    answers.onmessage = ({ data }) => alive.push(data)
    asking.postMessage('')
    setTimeout(() => {
      if (alive.length < 2) throw new Error('not this thread and the workflows told what is alive')
      const file = join(process.env.KICKSTAND_HOME, 'heap')
      writeFileSync(`${file}.part`, String(alive.reduce((sum, heap) => sum + heap, 0)))
      renameSync(`${file}.part`, file)
    }, ANSWERS_MS).unref()
  })
}
