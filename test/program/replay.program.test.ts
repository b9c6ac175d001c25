import { afterAll, beforeAll, expect, it } from 'vitest'
import { archiveClosedRuns } from '../../activities/history/archive.ts'
import { orderWorkflowId } from '../../domain/ids.ts'
import { type OpenEngine, openEngine } from '../../runtime/engine.ts'
import { openLog } from '../../runtime/log.ts'
import { embedded } from '../../runtime/services.ts'
import { kickstand, type Program, run, stateOf, until } from '../runtime/running-program.ts'
import { openedHome } from '../support/opened-home.ts'
import { silentLog, webOrder } from '../support/shop.ts'
import { Desk, SOURCE } from './desk.ts'

const seconds = 60
const open = webOrder([{ gtin: '4006381333931' }])
const closed = webOrder([{ gtin: '4006381333931' }])
let desk: Desk
let program: Program
let engine: OpenEngine

beforeAll(async () => {
  desk = await Desk.prepare({}, openedHome())
  program = await desk.start('start')
  await desk.furnish()
  engine = openEngine(
    embedded(stateOf(desk.home).temporalAddress),
    openLog({ logLevel: 'fatal', logTo: 'stdout', home: desk.home }),
  )
  const website = desk.website()
  await website.send(open, closed)
  await until(async () => (await website.orders()).length === 2, seconds)
  const [problem] = await desk.sql`select status from orders where number = ${closed.number}`
  const staff = await desk.signIn()
  if (problem?.status === 'customer_id_required')
    await staff.click(closed.number, 'identify-customer', { create: '1' })
  await staff.click(closed.number, 'archive', { comment: 'Sold by hand' })
  await until(async () => (await website.order(closed.number))?.status === 'archived', seconds)
  await closedRun()
})

afterAll(async () => {
  await engine?.close()
  await desk?.close()
})

const closedRun = () =>
  until(async () => {
    const handle = engine.client.workflow.getHandle(orderWorkflowId(SOURCE, closed.number))
    return (await handle.describe()).status.name === 'COMPLETED'
  }, seconds)

async function replay(...words: string[]) {
  const command = await run(desk.home, kickstand('replay', ...words))
  return { code: await command.ended, output: command.output() }
}

/** As Temporal does once its retention is over. */
async function forget() {
  const { workflowService, options } = engine.client
  const handle = engine.client.workflow.getHandle(orderWorkflowId(SOURCE, closed.number))
  const { runId, workflowId } = await handle.describe()
  await workflowService.deleteWorkflowExecution({
    namespace: options.namespace,
    workflowExecution: { workflowId, runId },
  })
  await until(
    () =>
      handle.describe().then(
        () => false,
        () => true,
      ),
    seconds,
  )
}

it("today's code agrees with an order's histories, from Temporal or the archive, while Kickstand runs or not", async () => {
  const [ofTemporal, ofNobody, ofAllOpen] = await Promise.all([
    replay(`${SOURCE}/${closed.number}`),
    replay('nobody/NS-0'),
    replay('--open'),
  ])
  expect(ofTemporal).toMatchObject({
    code: 0,
    output: expect.stringMatching(/closed .* from Temporal {2}\d+ events {2}agrees\nToday's code agrees/),
  })
  expect(ofNobody).toEqual({ code: 1, output: 'There is no order nobody/NS-0\n' })
  expect(ofAllOpen).toMatchObject({
    code: 0,
    output: expect.stringMatching(/Today's code agrees with everything that is open: [1-9]/),
  })
  const round = { closedUntil: Date.now() + 1_000, beat: () => {} }
  await archiveClosedRuns({ sql: desk.sql, client: engine.client, log: silentLog }, round)
  await forget()
  const { code, output } = await replay(closed.number, '--json')
  expect([code, JSON.parse(output)]).toMatchObject([
    0,
    { source: SOURCE, number: closed.number, agrees: true, runs: [{ from: 'archive', agrees: true }] },
  ])
  await desk.sql`
    update history_archive set history = set_byte(history, 40, (get_byte(history, 40) + 1) % 256)`
  expect(await replay(closed.number)).toMatchObject({
    code: 1,
    output: expect.stringContaining('What is archived is not what was: its checksum is another'),
  })

  program.child.kill('SIGTERM')
  expect(await program.ended).toBe(0)
  expect(await replay(open.number)).toMatchObject({
    code: 0,
    output: expect.stringMatching(/ open {2}from Temporal {2}\d+ events {2}agrees/),
  })
})
