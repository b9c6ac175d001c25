import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openedHome } from '../support/opened-home.ts'
import {
  clearAway,
  kickstand,
  type Program,
  processesOf,
  run,
  runUntilReady,
  temporaryHome,
  until,
} from './running-program.ts'

const npm = ['npm', 'run', '--silent', 'kickstand', '--', 'services']

let home: string
let program: Program | undefined

beforeEach(() => {
  home = openedHome()
})

afterEach(() => clearAway(home, program))

async function expectOrderlyEnd(ended: Program['ended']) {
  expect(await ended).toBe(0)
  expect(processesOf(home)).toEqual([])
  expect(existsSync(join(home, 'state.json'))).toBe(false)
}

describe('closing time', () => {
  it.each([
    ['Ctrl-C to the program', kickstand('services'), 'SIGINT', 'process'],
    ['SIGTERM to the program', kickstand('services'), 'SIGTERM', 'process'],
    ['SIGTERM to npm', npm, 'SIGTERM', 'process'],
    ['SIGTERM to the whole group', npm, 'SIGTERM', 'group'],
    ['Ctrl-C on the terminal', npm, 'SIGINT', 'group'],
  ] as const)('after %s everything is gone and nothing failed', async (_, words, signal, whom) => {
    program = await runUntilReady(home, [...words])
    const pid = program.child.pid ?? Number.NaN
    process.kill(whom === 'group' ? -pid : pid, signal)
    await expectOrderlyEnd(program.ended)
  })

  it('may come while the shop still opens, for the first time, too', async () => {
    await clearAway(home)
    home = temporaryHome()
    program = await run(home, kickstand('services'))
    await until(() => processesOf(home).length > 0, 20)
    program.child.kill('SIGTERM')
    await expectOrderlyEnd(program.ended)
  })

  it('is over at once for somebody who insists a second later', async () => {
    program = await runUntilReady(home, kickstand('services'))
    const frozen = processesOf(home).find(({ words }) => words.includes('start-dev'))
    process.kill(frozen?.pid ?? Number.NaN, 'SIGSTOP')
    program.child.kill('SIGTERM')
    const { child } = program
    const insisting = setInterval(() => child.kill('SIGTERM'), 400)
    expect(await program.ended).toBe(130)
    clearInterval(insisting)
    await until(() => processesOf(home).length === 0, 6)
  })
})
