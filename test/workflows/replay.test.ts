import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker'
import { describe, expect, it } from 'vitest'
import { statuses } from '../../domain/status.ts'
import { workflowBundle } from '../../runtime/workflow-bundle.ts'
import { lives } from '../histories/lives.ts'

Runtime.install({ logger: new DefaultLogger('ERROR') })

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', 'histories')
const historiesIn = (path: string) => readdirSync(join(folder, path)).filter((name) => name.endsWith('.json'))
const recorded = historiesIn('.')
/** Of orders that were taken on by the programs before docs/decisions/0007 and before an order had clocks. */
const earlier = historiesIn('earlier').map((name) => join('earlier', name))
const historyOf = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'))

const named = (name: string) => ({ workflowId: name, history: historyOf(name) })

/** A local activity's name stands in its marker, in base64. */
function otherActivity(_: string, data: string): string {
  const text = Buffer.from(data, 'base64').toString().replace('record', 'recall')
  return `"data":"${Buffer.from(text).toString('base64')}"`
}

async function replayed(histories: { workflowId: string; history: unknown }[]): Promise<string[]> {
  const failed: string[] = []
  const results = Worker.runReplayHistories({ workflowBundle: await workflowBundle() }, histories)
  for await (const { workflowId, error } of results) if (error) failed.push(`${workflowId}: ${error.message}`)
  return failed
}

describe('histories of real orders', () => {
  it('there is one for each life and each status', () => {
    expect(recorded.sort()).toEqual(lives.map(({ name }) => `${name}.json`).sort())
    expect(new Set(lives.map(({ ends }) => ends))).toEqual(new Set(statuses))
  })

  it('replay against the workflow as it is now', async () => {
    expect(await replayed(recorded.map(named))).toEqual([])
  })

  it('go on where an earlier program took the order on', async () => {
    expect(earlier).toHaveLength(3)
    expect(await replayed(earlier.map(named))).toEqual([])
  })

  it('would not replay against a workflow that does other things in another order', async () => {
    const history = historyOf('completed-pickup.json')
    const broken = JSON.parse(JSON.stringify(history).replaceAll(/"data":"([^"]+)"/g, otherActivity))
    expect(broken).not.toEqual(history)
    expect(await replayed([{ workflowId: 'broken', history: broken }])).toHaveLength(1)
  })
})
