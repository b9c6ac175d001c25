import { randomUUID } from 'node:crypto'
import {
  ANSWERS_CHANNEL,
  CALLBACKS_CHANNEL,
  LETTERS_CHANNEL,
  ORDERS_CHANNEL,
  WORK_CHANNEL,
} from '../../db/channels.ts'
import type { Queryable } from '../../db/client.ts'
import type { StuckDeed, StuckKind, StuckRow } from '../../domain/stuck.ts'
import { sendAgain as sendCallbackAgain } from '../callbacks/again.ts'

/** At once; a website that comes back is not flooded. */
const CALLBACKS_MAX = 1_000

export interface Doing {
  row: StuckRow
  userId: string
}

/** @returns false where it changed nothing: somebody or something was faster */
type Deed = (sql: Queryable, doing: Doing) => Promise<boolean>

/** `12:staff:a1` → 12 and `staff:a1`: the first colon divides, a happening's id may have others. */
export function idsOf(key: string): { id: number; rest: string } {
  const at = key.indexOf(':')
  return { id: Number(key.slice(0, at)), rest: key.slice(at + 1) }
}

/** The sweep looks at once, and delivers what was never told. */
const ringSweep = (sql: Queryable) => sql`select pg_notify(${WORK_CHANNEL}, '')`

const tryNow: Partial<Record<StuckKind, Deed>> = {
  // Its run is ended and begun anew from the row, once this is noted; see routes.
  workflow: async (sql, { row }) =>
    (await sql`delete from failing_workflows where id = ${row.key}`).count > 0,
  async order(sql, { row }) {
    const { count } = await sql`
      update web_orders set started_at = null, starts = 0 where id = ${Number(row.key)} and recorded_at is null`
    await ringSweep(sql)
    return count > 0
  },
  happening: tellAgain,
  happeningFailed: tellAgain,
  async return(sql, { row }) {
    const { id, rest } = idsOf(row.key)
    const { count } = await sql`
      update return_happenings set status = 'waiting', refusal = null, answered_at = null, attempts = 0, told_at = null, tells = 0
      where return_id = ${id} and id = ${rest} and status in ('waiting', 'failed')`
    await ringSweep(sql)
    return count > 0
  },
  effect: (sql, { row }) => wake(sql, row.key),
  async money(sql, { row, userId }) {
    await sql`
      insert into happenings (order_id, id, type, actor_kind, user_id)
      values (${Number(row.key)}, ${`staff:stuck-${randomUUID()}`}, 'askProvider', 'staff', ${userId})`
    await ringSweep(sql)
    return true
  },
  async paper(sql, { row }) {
    // Its return looks at once; see act.
    if (row.detail === 'exchange') return true
    // Another round: what came of the first one is recorded already, under its name.
    const { count } = await sql`
      update effects set status = 'open', ended_at = null, outcome = null, attempts = 0, lease_until = null, round = round + 1
      where key = ${row.key} and status = 'failed'`
    return count > 0 && wake(sql, row.key)
  },
  async callback(sql, { row }) {
    const { count } = await sql`
      update callbacks set next_try_at = now()
      where (order_id, seq) in (select order_id, seq from callbacks
        where source = ${row.key} and status = 'waiting' order by next_try_at limit ${CALLBACKS_MAX})`
    await sql`select pg_notify(${CALLBACKS_CHANNEL}, '')`
    return count > 0
  },
  callbackGivenUp(sql, { row, userId }) {
    const { id, rest } = idsOf(row.key)
    return sendCallbackAgain(sql, id, Number(rest), userId)
  },
  async letter(sql, { row }) {
    // One that failed is sent again by a letter of its own; see routes.
    const { count } = await sql`
      update letters set next_try_at = greatest(now(), not_before) where id = ${Number(row.key)} and status = 'waiting'`
    await sql`select pg_notify(${LETTERS_CHANNEL}, '')`
    return count > 0 || row.state === 'failed'
  },
  async mail(sql) {
    const { count } = await sql`update mail_server set away_until = now() where away_since is not null`
    await sql`select pg_notify(${LETTERS_CHANNEL}, '')`
    return count > 0
  },
}

async function tellAgain(sql: Queryable, { row }: Doing): Promise<boolean> {
  const { id, rest } = idsOf(row.key)
  const { count } = await sql`
    update happenings set status = 'waiting', refusal = null, answered_at = null, attempts = 0, told_at = null, tells = 0
    where order_id = ${id} and id = ${rest} and status in ('waiting', 'failed')`
  await ringSweep(sql)
  return count > 0
}

/** The order looks again what is open; it does so for effects that wait for longer than a minute. */
async function wake(sql: Queryable, effectKey: string): Promise<boolean> {
  const { count } = await sql`
    update web_orders set woken_at = null where id = (select order_id from effects where key = ${effectKey} and status = 'open')`
  await ringSweep(sql)
  return count > 0
}

const giveUp: Partial<Record<StuckKind, Deed>> = {
  async happening(sql, { row }) {
    const { id, rest } = idsOf(row.key)
    const { count } = await sql`
      update happenings set status = 'failed', refusal = '{"code":"given_up"}', answered_at = now()
      where order_id = ${id} and id = ${rest} and status = 'waiting'`
    await sql`select pg_notify(${ANSWERS_CHANNEL}, ${JSON.stringify({ order: id, happening: rest })})`
    return count > 0
  },
  async return(sql, { row }) {
    const { id, rest } = idsOf(row.key)
    const { count } = await sql`
      update return_happenings set status = 'failed', refusal = '{"code":"given_up"}', answered_at = now()
      where return_id = ${id} and id = ${rest} and status = 'waiting'`
    return count > 0
  },
  async effect(sql, { row }) {
    // As if the program had given it up itself: the order decides what that means. Not while somebody is at it.
    const type = row.detail === 'receipt' ? 'receiptFailed' : 'moneyUnknown'
    const errorId = row.errorId ?? randomUUID()
    const { count } = await sql`
      insert into happenings (order_id, id, type, payload, actor_kind)
      select order_id, ${`${row.key}:given-up-${randomUUID()}`}, ${type}, ${sql.json({ effectKey: row.key, errorId })}, 'system'
      from effects where key = ${row.key} and status = 'open' and (lease_until is null or lease_until < now())`
    await ringSweep(sql)
    return count > 0
  },
  async callback(sql, { row, userId }) {
    const { count } = await sql`
      with given_up as (
        update callbacks set status = 'given_up', ended_at = now(), lease_until = null
        where source = ${row.key} and status = 'waiting' and first_try_at is not null
        returning order_id, seq
      )
      insert into stuck_decisions (user_id, kind, subject, order_id, deed, reason)
      select ${userId}, 'callbackGivenUp', order_id || ':' || seq, order_id, 'give_up', ${row.key} from given_up`
    await sql`select pg_notify(${CALLBACKS_CHANNEL}, ''), pg_notify(${ORDERS_CHANNEL}, '0')`
    return count > 0
  },
  async letter(sql, { row }) {
    const { count } = await sql`
      update letters set status = 'failed', ended_at = now(), lease_until = null, trouble = coalesce(trouble, 'put_off')
      where id = ${Number(row.key)} and status = 'waiting'`
    return count > 0
  },
}

const byHand: Partial<Record<StuckKind, Deed>> = {
  // Nobody knew whether it arrived; now somebody does.
  async letter(sql, { row, userId }) {
    const { count } = await sql`
      update letters set status = 'sent', settled_by = ${userId} where id = ${Number(row.key)} and status = 'unknown'`
    return count > 0
  },
}

/** What changes in the tables of what is stuck; in the transaction that notes who decided it. */
export function applyDeed(sql: Queryable, deed: StuckDeed, doing: Doing): Promise<boolean> {
  const { kind } = doing.row
  const done = { try_now: tryNow, give_up: giveUp, by_hand: byHand }[deed][kind]
  return done ? done(sql, doing) : Promise.resolve(deed === 'by_hand')
}
