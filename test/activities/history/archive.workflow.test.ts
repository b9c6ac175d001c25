import { historyToJSON } from '@temporalio/common/lib/proto-utils.js'
import { beforeAll, describe, expect, it } from 'vitest'
import { archiveClosedRuns } from '../../../activities/history/archive.ts'
import { unpacked } from '../../../activities/history/packed.ts'
import { orderWorkflowId } from '../../../domain/ids.ts'
import { ensureSchedule, type ScheduledWork } from '../../../runtime/schedules.ts'
import { type Case, type CaseDesk, caseDesk } from '../../support/case-desk.ts'
import { createTestDatabase } from '../../support/database.ts'
import { deskWorker, devEngine, orderHandle, tellingOf, until } from '../../support/engine.ts'
import { openShop, type Shop, silentLog, webOrder } from '../../support/shop.ts'

const { sql } = await createTestDatabase()
const engine = await devEngine()
let shop: Shop
let desk: CaseDesk

beforeAll(async () => {
  shop = await openShop(sql)
  desk = caseDesk(engine, shop)
  await shop.stock({ sku: 'HELMET', onHand: 100 })
})

const withWorker = async (work: () => Promise<void>) =>
  (await deskWorker(engine, sql, { engine: tellingOf(engine) })).runUntil(work)

const archiveNow = (beat = () => {}) =>
  archiveClosedRuns({ sql, client: engine.client, log: silentLog }, { closedUntil: Date.now() + 1_000, beat })

async function taken(): Promise<Case> {
  const order = await desk.arrived(webOrder([{ sku: 'HELMET' }]))
  await desk.start(order)
  await desk.statusIs(order, 'new')
  return order
}

async function rejected(): Promise<Case> {
  const order = await taken()
  await desk.click(order, 'reject', { reason: 'other', comment: 'Kim Okafor does not want it' })
  await orderHandle(engine, order.number).result()
  return order
}

/** As the engine tells of it: a run that closed appears there a moment later. */
const closedRuns = (count: number) =>
  until(
    async () => (await engine.client.workflow.count('ExecutionStatus != "Running"')).count === count,
    `${count} closed runs`,
  )

const archived = () =>
  sql<
    {
      runId: string
      workflowId: string
      orderId: number
      events: number
      history: Buffer
      sha256: Buffer
      closedAt: Date
    }[]
  >`select * from history_archive order by closed_at`

describe('the archive of histories', () => {
  it('takes each run that closed once, whatever died in between, and none that is open', async () => {
    await withWorker(async () => {
      const open = await taken()
      const first = await rejected()
      const second = await rejected()
      await desk.click(first, 'comment', { text: 'They called again' })
      await orderHandle(engine, first.number).result()
      await closedRuns(3)

      const dies = () => {
        throw new Error('the worker died')
      }
      await expect(archiveNow(dies)).rejects.toThrow('the worker died')
      await Promise.all([archiveNow(), archiveNow()])
      expect(await archiveNow()).toEqual({ isDone: true })

      const idOf = ({ number }: Case) => orderWorkflowId('northshore', number)
      const kept = await archived()
      expect(kept.map(({ workflowId }) => workflowId)).toEqual([first, second, first].map(idOf))
      expect(kept.map(({ orderId }) => orderId)).toEqual([first.id, second.id, first.id])

      await desk.click(open, 'reject', { reason: 'other' })
      await orderHandle(engine, open.number).result()
      await closedRuns(4)
      await archiveNow()
      expect((await archived()).map(({ workflowId }) => workflowId).at(-1)).toBe(idOf(open))
    })
  })

  it('keeps a history as the engine had it, with ids and no name of anybody', async () => {
    const [row] = await archived()
    if (!row) throw new Error('nothing is archived')
    const history = await unpacked(row)
    const asKept = await engine.client.workflow.getHandle(row.workflowId, row.runId).fetchHistory()
    expect(JSON.parse(historyToJSON(history))).toEqual(JSON.parse(historyToJSON(asKept)))
    const words = Buffer.from(historyToJSON(history)).toString()
    const payloads = [...words.matchAll(/"data": "([^"]+)"/g)].map(([, data = '']) =>
      Buffer.from(data, 'base64').toString(),
    )
    expect(payloads.join('\n')).toContain(`{"orderId":${row.orderId}}`)
    expect(`${words}${payloads.join('\n')}`).not.toMatch(/Kim|Okafor|example\.com|does not want/)
  })

  it('knows a history whose bytes were changed', async () => {
    const [row] = await archived()
    if (!row) throw new Error('nothing is archived')
    const bytes = Buffer.from(row.history)
    bytes.writeUInt8(bytes.readUInt8(40) ^ 1, 40)
    await expect(unpacked({ ...row, history: bytes })).rejects.toThrow('its checksum is another')
    await expect(unpacked({ ...row, events: row.events + 1 })).rejects.toThrow('events')
  })

  it('is kept up by a schedule, which is made once, follows the program, and stays paused by hand', async () => {
    await sql`delete from history_progress`
    const work: ScheduledWork = {
      id: 'archive',
      spec: { intervals: [{ every: '1h' }] },
      input: { work: 'archiveHistories' },
    }
    await Promise.all([ensureSchedule(engine.client, work), ensureSchedule(engine.client, work)])
    const schedule = engine.client.schedule.getHandle('archive')
    await withWorker(async () => {
      await schedule.trigger()
      await until(
        async () => (await sql`select from history_progress`).length === 1,
        'the archive to be looked after',
      )
    })
    const { info } = await schedule.describe()
    await ensureSchedule(engine.client, work)
    expect((await schedule.describe()).info.lastUpdatedAt).toEqual(info.lastUpdatedAt)
    await schedule.pause('by hand')
    await ensureSchedule(engine.client, { ...work, spec: { intervals: [{ every: '2h' }] } })
    await until(async () => {
      const { spec, state, policies } = await schedule.describe()
      const isNew = spec.intervals?.[0]?.every === 7_200_000
      return isNew && state.paused && policies.overlap === 'SKIP'
    }, 'the schedule to be as the program has it')
  })
})
