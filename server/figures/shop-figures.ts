import { Gauge, type Registry } from 'prom-client'
import type { Sql } from '../../db/client.ts'
import { COUNTED_MAX } from '../../db/stuck/counts.ts'
import { countStuck } from '../../db/stuck/list.ts'
import { openStatuses } from '../../domain/status.ts'
import { type StuckKind, stuckKinds } from '../../domain/stuck.ts'
import { type Waiting, waitingToStart } from '../../intake/waiting.ts'
import { callbackFailures } from '../callbacks/failures.ts'

/** However often somebody asks, the database is asked once in this time. */
const FRESH_MS = 5_000

interface Figures {
  orders: { status: string; count: number }[]
  waiting: Waiting
  effects: { open: number; failed: number }
  callbacks: { waiting: number; givenUp: number; oldest: Date | null }
  letters: LetterFigures
  stuck: Partial<Record<StuckKind, number>>
  /** The last check of the books that was ended; null: none. */
  books: { differences: number; endedAt: Date } | null
  /** Until when every closed run's history is archived; null: no round was ended yet. */
  archivedUntil: Date | null
}

interface LetterFigures {
  waiting: number
  /** That are due and did not go out yet: since when the first of them is. */
  oldestDue: Date | null
  failed: number
  unknown: number
  isServerAway: boolean
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
    returns: gauge('return_happenings_waiting', 'What befell returns and is not carried out yet'),
    returnsAge: gauge('return_happenings_oldest_seconds', 'Age of the oldest of them'),
    effects: gauge('effects', 'Papers and the like: still to be made, or failed', ['status']),
    callbacks: gauge('callbacks', 'Callbacks that wait, or were given up in the last 30 days', ['status']),
    callbacksAge: gauge('callbacks_oldest_seconds', 'Age of the oldest that waits'),
    letters: gauge(
      'letters',
      'Letters that wait, and those of the last 7 days that failed or nobody knows of',
      ['status'],
    ),
    lettersLate: gauge('letters_oldest_seconds', 'For how long the first letter that waits has been due'),
    mailServerAway: gauge('mail_server_away', '1 where the mail server can not be used'),
    stuck: gauge('stuck', 'What needs an engineer, up to 1000 of a kind', ['kind']),
    differences: gauge('verify_differences', 'What the last check of the books found not to agree'),
    verifiedAt: gauge('verify_last_run_seconds', 'When that check was ended, in Unix seconds'),
    archivedUntil: gauge(
      'histories_archived_until_seconds',
      'Every run closed until then is archived, Unix seconds',
    ),
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

type Name =
  | 'orders'
  | 'inbox'
  | 'inboxAge'
  | 'happenings'
  | 'happeningsAge'
  | 'returns'
  | 'returnsAge'
  | 'effects'
  | 'callbacks'
  | 'callbacksAge'
  | 'letters'
  | 'lettersLate'
  | 'mailServerAway'
  | 'stuck'
  | 'differences'
  | 'verifiedAt'
  | 'archivedUntil'
type Shown = Record<Name, Gauge>

function show(
  shown: Shown,
  { orders, waiting, effects, callbacks, letters, stuck, books, archivedUntil }: Figures,
): void {
  for (const status of openStatuses) shown.orders.set({ status }, 0)
  for (const { status, count } of orders) shown.orders.set({ status }, count)
  shown.inbox.set(waiting.orders)
  shown.inboxAge.set(waiting.oldestSeconds ?? 0)
  shown.happenings.set(waiting.happenings)
  shown.happeningsAge.set(waiting.oldestHappeningSeconds ?? 0)
  shown.returns.set(waiting.returnHappenings)
  shown.returnsAge.set(waiting.oldestReturnHappeningSeconds ?? 0)
  shown.effects.set({ status: 'open' }, effects.open)
  shown.effects.set({ status: 'failed' }, effects.failed)
  shown.callbacks.set({ status: 'waiting' }, callbacks.waiting)
  shown.callbacks.set({ status: 'given_up' }, callbacks.givenUp)
  shown.callbacksAge.set(secondsSince(callbacks.oldest))
  for (const status of ['waiting', 'failed', 'unknown'] as const)
    shown.letters.set({ status }, letters[status])
  shown.lettersLate.set(secondsSince(letters.oldestDue))
  shown.mailServerAway.set(letters.isServerAway ? 1 : 0)
  for (const kind of stuckKinds) shown.stuck.set({ kind }, stuck[kind] ?? 0)
  if (books) {
    shown.differences.set(books.differences)
    shown.verifiedAt.set(Math.round(books.endedAt.getTime() / 1_000))
  }
  if (archivedUntil) shown.archivedUntil.set(Math.round(archivedUntil.getTime() / 1_000))
  else shown.archivedUntil.remove({})
}

const secondsSince = (at: Date | null) =>
  at ? Math.max(0, Math.round((Date.now() - at.getTime()) / 1_000)) : 0

/** Each part along its own partial index. */
function readLetters(sql: Sql) {
  return sql<LetterFigures[]>`
    select waiting.*, late.*, exists (select from mail_server where away_since is not null) as is_server_away
    from (select count(*)::int as waiting, min(next_try_at) filter (where next_try_at <= now()) as oldest_due
        from letters where status = 'waiting') waiting,
      (select (count(*) filter (where status = 'failed'))::int as failed,
          (count(*) filter (where status = 'unknown'))::int as unknown
        from letters where status in ('failed', 'unknown') and ended_at > now() - interval '7 days') late`
}

async function readFigures(sql: Sql): Promise<Figures> {
  const [orders, waiting, [effects], sources, [letters], stuck, [books], [archive]] = await Promise.all([
    sql<Figures['orders']>`
      select status, count(*)::int as count from orders where status in ${sql([...openStatuses])} group by status`,
    waitingToStart(sql),
    sql<Figures['effects'][]>`
      select (select count(*) from effects where status = 'open')::int as open,
        (select count(*) from effects where status = 'failed')::int as failed`,
    callbackFailures(sql),
    readLetters(sql),
    countStuck(sql, COUNTED_MAX),
    sql<NonNullable<Figures['books']>[]>`
      select differences, ended_at from book_checks where state = 'done' order by id desc limit 1`,
    sql<{ archivedUntil: Date }[]>`select archived_until from history_progress`,
  ])
  const oldest = sources.flatMap(({ oldestWaiting }) => oldestWaiting ?? [])
  return {
    orders,
    waiting,
    effects: effects ?? { open: 0, failed: 0 },
    letters: letters ?? { waiting: 0, oldestDue: null, failed: 0, unknown: 0, isServerAway: false },
    stuck,
    books: books ?? null,
    archivedUntil: archive?.archivedUntil ?? null,
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
