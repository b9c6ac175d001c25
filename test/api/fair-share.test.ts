import { Hono } from 'hono'
import { expect, test } from 'vitest'
import type { SignedEnv } from '../../server/api/deps.ts'
import { fairShare, share } from '../../server/api/fair-share.ts'

/** What each source asks is under way until it is let go. */
function busyDesk(limits = share) {
  const underWay: { source: string; letGo: () => void }[] = []
  const app = new Hono<SignedEnv>()
    .use('/:source', async (c, next) => {
      c.set('source', c.req.param('source'))
      c.set('body', Buffer.alloc(1_000))
      await next()
    })
    .use(fairShare(limits))
    .get('/:source', async (c) => {
      const { source } = c.var
      await new Promise<void>((letGo) => underWay.push({ source, letGo }))
      return c.text('done')
    })
  return { ask: async (source: string) => app.request(`/${source}`), underWay }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

test('a source that floods waits for itself, and the others go on', async () => {
  const { ask, underWay } = busyDesk()
  const flood = Array.from({ length: 20 }, () => ask('flood'))
  await turn()
  const other = ask('other')
  await turn()
  expect(underWay.map(({ source }) => source)).toEqual([...Array(share.atOnce).fill('flood'), 'other'])
  underWay.at(-1)?.letGo()
  expect((await other).status).toBe(200)
  for (let n = 0; n < flood.length; n++) {
    while (underWay.filter(({ source }) => source === 'flood').length <= n) await turn()
    underWay.filter(({ source }) => source === 'flood')[n]?.letGo()
  }
  expect((await Promise.all(flood)).map(({ status }) => status)).toEqual(Array(20).fill(200))
})

test.each([
  ['more than it may in a while', { ...share, requests: 2 }],
  ['more bytes than may wait', { ...share, bytes: 2_500 }],
])('one that sends %s is told when to come again, and no other is', async (_, limits) => {
  const { ask, underWay } = busyDesk(limits)
  const taken = [ask('flood'), ask('flood')]
  await turn()
  const refused = await ask('flood')
  expect(refused.status).toBe(429)
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await refused.json()).toMatchObject({ type: '/api/docs#too-many', status: 429 })
  const other = ask('other')
  for (let done = 0; done < 3; done++) {
    while (underWay.length <= done) await turn()
    underWay[done]?.letGo()
  }
  expect((await other).status).toBe(200)
  expect((await Promise.all(taken)).map(({ status }) => status)).toEqual([200, 200])
})
