import { setTimeout as pause } from 'node:timers/promises'
import pino from 'pino'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { GuardedChild } from '../../runtime/guarded-child.ts'
import { keepRunning } from '../../runtime/supervise.ts'

type Server = GuardedChild & { die(): void }

let pid = 0
const log = pino({ level: 'silent' })

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }))
afterEach(() => vi.useRealTimers())

function server(): Server {
  let die: () => void = () => undefined
  const ended = new Promise<string>((resolve) => {
    die = () => resolve('signal SIGKILL')
  })
  return { pid: ++pid, ended, die, end: async () => die() }
}

function watched({ isHealthy = async () => true, failures = 0 } = {}) {
  const servers = [server()]
  const endedSoon: number[] = []
  const launch = vi.fn(async () => {
    if (failures-- > 0) throw new Error('it does not start')
    return servers[servers.push(server()) - 1] as Server
  })
  const supervised = keepRunning({
    name: 'Server',
    first: servers[0] as Server,
    launch,
    isHealthy,
    end: (child) => child.end([]),
    endSilent: async (child) => {
      endedSoon.push(child.pid)
      await child.end([])
    },
    log,
  })
  return { servers, launch, endedSoon, supervised }
}

it('a server that dies is started again, for as often as it dies', async () => {
  const { servers, launch, supervised } = watched()
  servers[0]?.die()
  await vi.waitFor(() => expect(launch).toHaveBeenCalledTimes(1))
  servers[1]?.die()
  await vi.waitFor(() => expect(launch).toHaveBeenCalledTimes(2))
  await supervised.stop()
  expect(launch).toHaveBeenCalledTimes(2)
})

it('a start that fails is tried again', async () => {
  const { servers, launch, supervised } = watched({ failures: 2 })
  servers[0]?.die()
  await vi.waitFor(() => expect(launch).toHaveBeenCalledTimes(3), 3_000)
  await supervised.stop()
})

it('a server that is silent for five checks in a row is ended and started again, not one that only stumbles', async () => {
  const stumble = [false, false, false, false, true]
  let answers = [...stumble, ...stumble]
  const { servers, launch, endedSoon, supervised } = watched({
    isHealthy: async () => answers.shift() ?? true,
  })
  await vi.advanceTimersByTimeAsync(45_000)
  expect(launch).not.toHaveBeenCalled()
  answers = [false, false, false, false, false]
  await vi.advanceTimersByTimeAsync(20_000)
  expect(launch).toHaveBeenCalledTimes(1)
  expect(endedSoon).toEqual([servers[0]?.pid])
  await supervised.stop()
})

it('after the stop nothing is started, also while a start fails again and again', async () => {
  const { servers, launch, supervised } = watched({ failures: Number.POSITIVE_INFINITY })
  servers[0]?.die()
  await vi.waitFor(() => expect(launch).toHaveBeenCalled())
  await supervised.stop()
  const calls = launch.mock.calls.length
  await pause(300)
  expect(launch).toHaveBeenCalledTimes(calls)
})
