import { Connection } from '@temporalio/client'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { TASK_QUEUE } from '../../domain/ids.ts'
import { writePorts } from '../../runtime/home.ts'
import { freePort } from '../../runtime/ports.ts'
import { openedHome } from '../support/opened-home.ts'
import {
  clearAway,
  kickstand,
  type Program,
  run,
  runUntilReady,
  stateOf,
  temporaryHome,
  until,
} from './running-program.ts'

const homes: string[] = []
const programs: Program[] = []
/** Whose servers others use. */
const lender = openedHome()
let services: Program

beforeAll(async () => {
  services = await runUntilReady(lender, kickstand('services'))
})

afterAll(() => clearAway(lender, services))

afterEach(async () => {
  for (const { child } of programs.splice(0)) if (child.exitCode === null) child.kill('SIGKILL')
  for (const home of homes.splice(0)) await clearAway(home)
})

/** A home that is cleared away after the test. */
function ownHome(home = temporaryHome()): string {
  homes.push(home)
  return home
}

async function start(home: string, words: string[], settings = {}) {
  const program = await runUntilReady(home, words, settings)
  programs.push(program)
  return program
}

const addressOf = (program: Program) => /ready: (http:\S+)/.exec(program.output())?.[1] ?? ''
const isReady = async (program: Program) => (await fetch(`${addressOf(program)}/health/ready`)).json()

async function workersAt(address: string): Promise<number> {
  const connection = await Connection.connect({ address, tls: false })
  try {
    const { pollers } = await connection.workflowService.describeTaskQueue({
      namespace: 'default',
      taskQueue: { name: TASK_QUEUE },
      taskQueueType: 1,
    })
    return pollers?.length ?? 0
  } finally {
    await connection.close()
  }
}

describe('a shop that outgrew one process', () => {
  it('runs its servers, workers and web servers apart, any number of each', async () => {
    const home = ownHome(openedHome())
    await start(home, kickstand('services'))
    const metricsPort = await freePort()
    const watched = { METRICS_PORT: String(metricsPort), LOG_TO: 'stdout', LOG_LEVEL: 'debug' }
    const workers = await Promise.all([
      start(home, kickstand('worker'), watched),
      start(home, kickstand('worker')),
    ])
    const webs = await Promise.all([start(home, kickstand('web')), start(home, kickstand('web'))])
    expect(new Set(webs.map(addressOf)).size).toBe(2)
    for (const web of webs) expect(await isReady(web)).toMatchObject({ database: true, temporal: true })
    const owners = webs.filter((web) => web.output().includes('First owner'))
    expect(owners).toHaveLength(1)
    const figures = await fetch(`http://localhost:${metricsPort}/metrics`)
    const told = await figures.text()
    expect(told).toContain('kickstand_process_cpu_seconds_total')
    expect(told).toContain('temporal_worker_task_slots_available')
    const [web] = webs
    const shop = await fetch(`${web && addressOf(web)}/metrics`)
    expect(await shop.text()).toContain('kickstand_database_up 1')
    for (const part of [...workers, ...webs]) part.child.kill('SIGTERM')
    for (const part of [...workers, ...webs]) expect(await part.ended).toBe(0)
  })

  it('runs on a PostgreSQL and a Temporal of its own, and starts none', async () => {
    const { databaseUrl, temporalAddress } = stateOf(lender)
    const home = ownHome()
    const settings = { DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: temporalAddress }
    const program = await start(home, kickstand('start'), settings)
    expect(await isReady(program)).toMatchObject({ database: true, temporal: true })
    expect(stateOf(home)).toMatchObject({ databaseUrl, temporalAddress, url: addressOf(program) })
    program.child.kill('SIGTERM')
    expect(await program.ended).toBe(0)
  })

  it('opens its pages also while its Temporal is away, and works once it is there', async () => {
    const port = await freePort()
    const [home, another] = [ownHome(openedHome()), ownHome(openedHome())]
    const program = await start(home, kickstand('start'), { TEMPORAL_ADDRESS: `127.0.0.1:${port}` })
    expect(await isReady(program)).toMatchObject({ database: true, temporal: false })
    writePorts(another, { temporal: port })
    await start(another, kickstand('services'))
    await until(async () => (await workersAt(`127.0.0.1:${port}`)) > 0, 30)
    expect(await isReady(program)).toMatchObject({ database: true, temporal: true })
    program.child.kill('SIGTERM')
    expect(await program.ended).toBe(0)
  })

  it('is told in one line that its database does not let it in', async () => {
    const wrong = new URL(stateOf(lender).databaseUrl)
    wrong.password = 'wrong'
    const program = await run(ownHome(), kickstand('start'), {
      DATABASE_URL: wrong.href,
      TEMPORAL_ADDRESS: '127.0.0.1:9',
    })
    expect(await program.ended).toBe(1)
    expect(program.output()).toBe("DATABASE_URL can't be used: its user and password are refused\n")
  })
})
