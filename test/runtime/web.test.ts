import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { Hono } from 'hono'
import { expect, it, onTestFinished } from 'vitest'
import { CommandError } from '../../runtime/command-error.ts'
import { startWeb } from '../../runtime/web.ts'

const hello = new Hono().get('/', (c) => c.text('hello'))
const hasIPv6 = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ address }) => address === '::1'),
)

it('the shop’s pages answer on all of loopback, under the port that is printed', async () => {
  const web = await startWeb(hello, { host: 'localhost', port: 0 })
  onTestFinished(() => web.stop())
  const { port } = new URL(web.url)
  expect(web.url).toBe(`http://localhost:${port}`)
  const hosts = hasIPv6 ? ['127.0.0.1', '[::1]'] : ['127.0.0.1']
  for (const host of hosts) expect(await (await fetch(`http://${host}:${port}/`)).text()).toBe('hello')
})

it.each(hasIPv6 ? ['127.0.0.1', '::1'] : ['127.0.0.1'])(
  'a port that another program has on %s stops the start with one line',
  async (host) => {
    const other = createServer().listen(0, host)
    await once(other, 'listening')
    onTestFinished(() => void other.close())
    const { port } = other.address() as AddressInfo
    const line = `PORT ${port} is taken by another program: set PORT to another one`
    await expect(startWeb(hello, { host: 'localhost', port })).rejects.toThrow(new CommandError(line))
  },
)

it('a request under way is answered before the web server is gone', async () => {
  let answer: () => void = () => undefined
  let isAsked: () => void = () => undefined
  const asked = new Promise<void>((resolve) => {
    isAsked = resolve
  })
  const slow = new Hono().get('/slow', async (c) => {
    isAsked()
    await new Promise<void>((resolve) => {
      answer = resolve
    })
    return c.text('done')
  })
  const web = await startWeb(slow, { host: 'localhost', port: 0 })
  const response = fetch(`${web.url}/slow`)
  await asked
  const stopped = web.stop()
  answer()
  expect(await (await response).text()).toBe('done')
  await stopped
  await expect(fetch(web.url)).rejects.toThrow()
})

it('a connection that says nothing does not keep the web server from stopping', async () => {
  const web = await startWeb(hello, { host: '127.0.0.1', port: 0 })
  const socket = connect(Number(new URL(web.url).port), '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  await web.stop()
  socket.destroy()
}, 8_000)
