import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Connection } from '@temporalio/client'
import postgres from 'postgres'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { programName, runningProcesses } from '../../runtime/processes.ts'
import { isServing } from '../../runtime/temporal/health.ts'
import { openedHome } from '../support/opened-home.ts'
import {
  clearAway,
  kickstand,
  type Program,
  processesOf,
  runToEnd,
  runUntilReady,
  stateOf,
  until,
} from './running-program.ts'

let home: string
let program: Program | undefined

beforeEach(() => {
  home = openedHome()
})

afterEach(() => clearAway(home, program))

async function start(...words: string[]) {
  program = await runUntilReady(home, words.length > 0 ? words : kickstand('services'))
  return program
}

async function query<T>(work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(stateOf(home).databaseUrl, { max: 1, connect_timeout: 2 })
  return work(sql).finally(() => sql.end({ timeout: 1 }))
}

const answers = () => query((sql) => sql`select 1`.then(Boolean, () => false))

/** The guard's words hold the process that it guards. */
function killGuardsOf(pids: number[]) {
  for (const { pid, words } of runningProcesses()) {
    const guards = words.includes('kickstand-guard') && words.some((word) => pids.includes(Number(word)))
    if (guards) process.kill(pid, 'SIGKILL')
  }
}

describe('a shop’s servers', () => {
  it('run once: the second start says so in one line', async () => {
    const { child } = await start()
    const second = await runToEnd(home, 'services')
    expect(second).toEqual({
      code: 1,
      output: `Kickstand already runs in ${home} (services, process ${child.pid})\n`,
    })
  })

  it('remember closed orders for 30 days, and know the attributes that orders start with', async () => {
    await start()
    const connection = await Connection.connect({ address: stateOf(home).temporalAddress, tls: false })
    const { config } = await connection.workflowService.describeNamespace({ namespace: 'default' })
    const { customAttributes } = await connection.operatorService.listSearchAttributes({
      namespace: 'default',
    })
    await connection.close()
    expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(30 * 24 * 3_600)
    expect(Object.keys(customAttributes ?? {})).toEqual(
      expect.arrayContaining(['KickstandSource', 'KickstandStore']),
    )
  })

  it('come back by themselves on the same ports when they are killed, with what they knew', async () => {
    await start()
    await query((sql) => sql`create table kept as select 7 as number`)
    for (const { pid, words } of processesOf(home)) {
      if (words.includes('-D') || words.includes('start-dev')) process.kill(pid, 'SIGKILL')
    }
    await until(async () => (await isServing(stateOf(home).temporalAddress)) && (await answers()), 30)
    expect(await query((sql) => sql`select number from kept`)).toEqual([{ number: 7 }])
    const log = () => readFileSync(join(home, 'log', 'kickstand.log'), 'utf8')
    await until(() => ['PostgreSQL', 'Temporal'].every((name) => log().includes(`${name} runs again`)), 30)
  })

  it('end within 5 s of the death of the program, and the next start carries on', async () => {
    const { child } = await start()
    await query((sql) => sql`create table kept as select 7 as number`)
    const killedAt = Date.now()
    child.kill('SIGKILL')
    await until(() => processesOf(home).length === 0, 10)
    expect(Date.now() - killedAt).toBeLessThan(5_000)
    await start()
    expect(await query((sql) => sql`select number from kept`)).toEqual([{ number: 7 }])
  })

  it('that outlived the program and its guards are ended by the next start, backends without a master too', async () => {
    const { child } = await start()
    await query((sql) => sql`create table kept as select 7 as number`)
    const counter = postgres(stateOf(home).databaseUrl, { max: 1 })
    // one that counts does not notice that its master died, as one that waits would
    counter`select count(*) from generate_series(1, 10000000000)`.catch(() => undefined)
    await until(
      () => processesOf(home).some(({ words }) => words.some((word) => word.includes('SELECT'))),
      10,
    )
    const left = processesOf(home)
    killGuardsOf(left.map(({ pid }) => pid))
    child.kill('SIGKILL')
    for (const { pid, words } of left) if (words.includes('-D')) process.kill(pid, 'SIGKILL')
    await start()
    const now = processesOf(home).map(({ pid }) => pid)
    expect(left.filter(({ pid }) => now.includes(pid)).map(programName)).toEqual([])
    expect(await query((sql) => sql`select number from kept`)).toEqual([{ number: 7 }])
    await counter.end({ timeout: 0 })
  })
})
