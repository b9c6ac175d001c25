import { type AddressInfo, createServer, type Server, type Socket, connect as tcp } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect, type Sql } from '../../db/client.ts'
import { createTestDatabase } from '../support/database.ts'

/** patches/postgres: without it the process dies of the ROLLBACK that the driver sends into a closed connection. */
const { url } = await createTestDatabase()
const CONNECTIONS = 2

/** Between the pool and PostgreSQL; `cut` ends what is open, as a server that is killed does. */
async function openProxy() {
  const sockets = new Set<Socket>()
  const { hostname, port } = new URL(url)
  const server: Server = createServer((near) => {
    const far = tcp(Number(port), hostname)
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    }
    near.pipe(far).pipe(near)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    cut(end: (socket: Socket) => void) {
      for (const socket of sockets) end(socket)
    },
    close: () => server.close(),
  }
}

describe('a database that goes away in the middle of a transaction', () => {
  let proxy: Awaited<ReturnType<typeof openProxy>>
  let sql: Sql

  beforeAll(async () => {
    proxy = await openProxy()
    sql = connect(Object.assign(new URL(url), { hostname: '127.0.0.1', port: String(proxy.port) }).href, {
      max: CONNECTIONS,
    })
  })

  afterAll(async () => {
    await sql.end({ timeout: 1 })
    proxy.close()
  })

  it.each([
    ['by a reset', (socket: Socket) => socket.resetAndDestroy()],
    ['by the end of the stream', (socket: Socket) => socket.end()],
    ['at once', (socket: Socket) => socket.destroy()],
  ])('is told as an error, %s, and the pool is whole afterwards', async (_, end) => {
    for (let time = 0; time < 5; time++) {
      const working = Array.from({ length: CONNECTIONS }, (_, index) =>
        sql.begin(async (tx) => {
          await tx`select ${index}::int`
          await Promise.all([
            tx`select pg_sleep(20), ${'x'.repeat(2_000)}::text`,
            tx`select ${time}::int as time`,
          ])
        }),
      )
      const outcomes = Promise.allSettled(working)
      await untilAsleep()
      proxy.cut(end)
      for (const outcome of await outcomes) expect(outcome).toMatchObject({ status: 'rejected' })
      const answers = await Promise.all(
        Array.from({ length: CONNECTIONS * 2 }, (_, index) =>
          sql.begin((tx) => tx`select ${index}::int as n`),
        ),
      )
      expect(answers.map(([row]) => row?.n)).toEqual([0, 1, 2, 3])
    }
  })

  async function untilAsleep() {
    const watch = connect(url, { max: 1 })
    try {
      for (let asleep = 0; asleep < CONNECTIONS; ) {
        const [row] = await watch<{ n: number }[]>`
          select count(*)::int as n from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()`
        asleep = row?.n ?? 0
      }
    } finally {
      await watch.end()
    }
  }
})
