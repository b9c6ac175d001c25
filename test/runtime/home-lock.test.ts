import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { pathToFileURL } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { homeHolder, isHeldByOther, lockHome } from '../../runtime/home-lock.ts'

const newHome = () => `/home-of-a-test/${randomUUID()}`

it('a home runs once, and says who runs in it', async () => {
  const home = newHome()
  const first = await lockHome(home, 'start')
  const second = await lockHome(home, 'import products')
  expect(isHeldByOther(first)).toBe(false)
  expect(second).toEqual({ pid: process.pid, command: 'start' })
  if (!isHeldByOther(first)) await first.release()
  expect(await homeHolder(home)).toBeUndefined()
})

it('two homes do not hold each other up', async () => {
  const results = await Promise.all([lockHome(newHome(), 'start'), lockHome(newHome(), 'start')])
  expect(results.map(isHeldByOther)).toEqual([false, false])
})

it('a home is free again the moment its holder is killed', async () => {
  const home = newHome()
  const lockModule = pathToFileURL('runtime/home-lock.ts').href
  const script = `const { lockHome } = await import(${JSON.stringify(lockModule)})
    await lockHome(${JSON.stringify(home)}, 'start'); setInterval(() => {}, 1000); console.log('held')`
  const holder = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void holder.kill('SIGKILL'))
  await once(holder.stdout, 'data')
  expect(await lockHome(home, 'start')).toEqual({ pid: holder.pid, command: 'start' })
  const gone = once(holder, 'exit')
  holder.kill('SIGKILL')
  await gone
  expect(isHeldByOther(await lockHome(home, 'start'))).toBe(false)
})
