// Loaded into every thread of the measured process (--import), since each has a heap of its own and workflows live in
// one of the SDK's. JavaScript, since threads start without a loader for TypeScript.
import { BroadcastChannel } from 'node:worker_threads'

const asked = new BroadcastChannel('bench heap, asked')
const answered = new BroadcastChannel('bench heap, answered')
asked.onmessage = () => {
  for (let round = 0; round < 3; round++) globalThis.gc?.()
  answered.postMessage(process.memoryUsage().heapUsed)
}
asked.unref()
answered.unref()
