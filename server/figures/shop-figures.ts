import { Gauge, type Registry } from 'prom-client'
import type { Sql } from '../../db/client.ts'
import { openStatuses } from '../../domain/status.ts'
import { type Waiting, waitingToStart } from '../../intake/waiting.ts'
import { callbackFailures } from '../callbacks/failures.ts'

/** However often somebody asks, the database is asked once in this time. */
const FRESH_MS = 5_000

interface Figures {
  orders: { status: string; count: number }[]
  waiting: Waiting
  effects: { open: number; failed: number }
  callbacks: { waiting: number; givenUp: number; oldest: Date | null }
}

interface Log {
  warn(details: object, message: string): void
}

/**
 * How the shop stands, from partial indexes; any web server tells the same.
 * @returns what brings the figures up to date; to be awaited before they are shown
 */
export function registerShopFigures(registry: Registry, sql: Sql, log: Log): () => Promise<void> {
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name: `kickstand_${name}`, help, labelNames, registers: [registry] })
  const up = gauge('database_up', '1 where the database answered just now')
  const shown = {
    orders: gauge('orders_open', 'Orders in each status that is not closed', ['status']),
    inbox: gauge('inbox_orders', 'Orders accepted and without a status yet'),
    inboxAge: gauge('inbox_oldest_seconds', 'Age of the oldest of them'),
    happenings: gauge('happenings_waiting', 'What befell orders and is not carried out yet'),
    happeningsAge: gauge('happenings_oldest_seconds', 'Age of the oldest of them'),
    effects: gauge('effects', 'Papers and the like: still to be made, or failed', ['status']),
    callbacks: gauge('callbacks', 'Callbacks that wait, or were given up in the last 30 days', ['status']),
    callbacksAge: gauge('callbacks_oldest_seconds', 'Age of the oldest that waits'),
  }
  const read = remembered(() => readFigures(sql))
  return async () => {
    try {
      show(shown, await read())
      up.set(1)
    } catch (error) {
      log.warn({ err: error }, 'the figures could not be read')
      // What is not known is left out: a figure of an hour ago looks like one of now.
      for (const one of Object.values(shown)) {
        one.reset()
        one.remove({})
      }
      up.set(0)
    }
  }
}

type Shown = Record<
  'orders' | 'inbox' | 'inboxAge' | 'happenings' | 'happeningsAge' | 'effects' | 'callbacks' | 'callbacksAge',
  Gauge
>

function show(shown: Shown, { orders, waiting, effects, callbacks }: Figures): void {
  for (const status of openStatuses) shown.orders.set({ status }, 0)
  for (const { status, count } of orders) shown.orders.set({ status }, count)
  shown.inbox.set(waiting.orders)
  shown.inboxAge.set(waiting.oldestSeconds ?? 0)
  shown.happenings.set(waiting.happenings)
  shown.happeningsAge.set(waiting.oldestHappeningSeconds ?? 0)
  shown.effects.set({ status: 'open' }, effects.open)
  shown.effects.set({ status: 'failed' }, effects.failed)
  shown.callbacks.set({ status: 'waiting' }, callbacks.waiting)
  shown.callbacks.set({ status: 'given_up' }, callbacks.givenUp)
  shown.callbacksAge.set(callbacks.oldest ? Math.round((Date.now() - callbacks.oldest.getTime()) / 1_000) : 0)
}

async function readFigures(sql: Sql): Promise<Figures> {
  const [orders, waiting, [effects], sources] = await Promise.all([
    sql<Figures['orders']>`
      select status, count(*)::int as count from orders where status in ${sql([...openStatuses])} group by status`,
    waitingToStart(sql),
    sql<Figures['effects'][]>`
      select (select count(*) from effects where status = 'open')::int as open,
        (select count(*) from effects where status = 'failed')::int as failed`,
    callbackFailures(sql),
  ])
  const oldest = sources.flatMap(({ oldestWaiting }) => oldestWaiting ?? [])
  return {
    orders,
    waiting,
    effects: effects ?? { open: 0, failed: 0 },
    callbacks: {
      waiting: sources.reduce((sum, source) => sum + source.waiting, 0),
      givenUp: sources.reduce((sum, source) => sum + source.givenUp, 0),
      oldest: oldest.sort((a, b) => a.getTime() - b.getTime())[0] ?? null,
    },
  }
}

/** One answer for all who ask within the time; a failure is asked for again. */
function remembered<T>(read: () => Promise<T>): () => Promise<T> {
  let latest: { value: Promise<T>; at: number } | null = null
  return () => {
    if (latest && Date.now() - latest.at <= FRESH_MS) return latest.value
    const value = read()
    latest = { value, at: Date.now() }
    value.catch(() => {
      latest = null
    })
    return value
  }
}
