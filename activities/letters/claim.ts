import { ORDERS_CHANNEL } from '../../db/channels.ts'
import type { Sql } from '../../db/client.ts'
import { statusesTold } from '../../domain/letter-order.ts'
import { type Language, type LetterKind, type MailSecurity, storeLetters } from '../../domain/letters.ts'

/**
 * A try takes a minute and a half at most; who holds it longer has died. By the database's clock, for workers' own may
 * be apart: one that is ahead would call a letter unknown while it is being sent.
 */
export const LEASE_SECONDS = 120
/** At once in one process: mail servers do not like many. */
export const AT_ONCE = 3
/** Among the first, the next that is due: some wait for a lease. */
const LOOKED_AT = 20
/** What is due this long and was never sent is no news any more. */
const DAYS_KEPT = 3

export interface Due {
  id: number
  orderId: number
  key: string
  kind: LetterKind
  advertising: boolean
  /** From 1. */
  tries: number
  firstTryAt: Date
  /** As it was written before, if it was. */
  language: Language | null
  recipient: string | null
  subject: string | null
  body: string | null
  messageId: string | null
  server: MailServer
}

export interface MailServer {
  host: string
  port: number
  security: MailSecurity
  username: string | null
  sealedPassword: string | null
  fromAddress: string
  /** How often it could not be used, one after the other. */
  awayTries: number
}

/** The letter `l` says something that its order `o` has left behind; what people at the desk send is theirs to judge. */
const isUntrue = (sql: Sql, letter: string) => sql`
  (${sql(letter)}.seq is not null
    and not coalesce(${JSON.stringify(statusesTold)}::text::jsonb -> ${sql(letter)}.kind ? o.status, true))`

/** Until when the order `o` may come back to how it was; a click takes a moment to be written down. */
const undoneBy = (sql: Sql) => sql`((o.step ->> 'until')::timestamptz + interval '2 seconds')`
const canBeUndone = (sql: Sql, now: Date) => sql`coalesce(${undoneBy(sql)} > ${now}, false)`

const isToStore = (sql: Sql, letter: string) => sql`(${sql(letter)}.kind = any(${[...storeLetters]}::text[]))`

/**
 * Nothing keeps the letter `l` of the order `o` back but its own time: no undo waits, and the letters of earlier events,
 * to the same reader, have gone out or have nothing to say any more.
 */
const isNext = (sql: Sql, now: Date) => sql`
  not exists (select from happenings h where h.order_id = l.order_id and h.type = 'undo' and h.status = 'waiting')
  and (l.seq is null or not exists (select from letters e
    where e.order_id = l.order_id and e.seq is not null and e.id < l.id and ${isToStore(sql, 'e')} = ${isToStore(sql, 'l')}
      and (e.status = 'sending' or e.status = 'waiting'
        and (e.lease_until >= now() or not ${isUntrue(sql, 'e')} or ${canBeUndone(sql, now)}))))`

/**
 * Takes what is due and notes the try: of a server that is away, one letter to ask it with; of orders that an undo
 * waits for, none; of one order and reader, one after the other. Letters that stood before one and are outdated are
 * taken back. Whoever else claims at the same time gets others.
 */
export async function claimDue(sql: Sql, now: Date, room: number): Promise<Due[]> {
  await endUnanswered(sql, now)
  if (room <= 0) return []
  return sql<Due[]>`
    with server as (
      select * from mail_server where away_until is null or away_until <= ${now} for update skip locked
    ), due as (
      select l.id, l.order_id, l.seq, l.kind from letters l join orders o on o.id = l.order_id
      where l.status = 'waiting' and l.next_try_at <= ${now} and (l.lease_until is null or l.lease_until < now())
        and not (${isUntrue(sql, 'l')} and ${canBeUndone(sql, now)})
        and ${isNext(sql, now)}
      order by l.next_try_at
      limit coalesce((select case when away_since is null then ${room}::int else 1 end from server), 0)
      for update of l skip locked
    ), outdated as (
      update letters e set status = 'taken_back', trouble = 'outdated', ended_at = ${now}, lease_until = null
      from due l
      where e.order_id = l.order_id and e.id < l.id and l.seq is not null and e.seq is not null and e.status = 'waiting'
        and ${isToStore(sql, 'e')} = ${isToStore(sql, 'l')} and (e.lease_until is null or e.lease_until < now())
        and e.id not in (select id from due)
      returning pg_notify(${ORDERS_CHANNEL}, e.order_id::text)
    ), asking as (
      update mail_server m set away_until = ${now}::timestamptz + make_interval(secs => ${LEASE_SECONDS})
      from server where server.away_since is not null and exists (select from due)
    )
    update letters l set tries = tries + 1, first_try_at = coalesce(first_try_at, ${now}),
      lease_until = now() + make_interval(secs => ${LEASE_SECONDS})
    from due, server where l.id = due.id
    returning l.id, l.order_id, l.key, l.kind, l.advertising, l.tries, l.first_try_at, l.language, l.recipient, l.subject, l.body,
      l.message_id, json_build_object('host', host, 'port', port, 'security', security, 'username', username,
        'sealedPassword', sealed_password, 'fromAddress', from_address, 'awayTries', away_tries) as server`
}

/** When something can be claimed next, or a lease ends, by the clock of who asks; null: nothing can. */
export async function nextDue(sql: Sql, now: Date, room: number): Promise<Date | null> {
  const [next] = await sql<{ at: Date | null }[]>`
    select least(
      (select ${now}::timestamptz + (min(lease_until) - now()) from letters where status = 'sending'),
      (select greatest(min(l.at), min(m.away_until))
        from mail_server m cross join lateral (
          select greatest(l.next_try_at, ${now}::timestamptz + (l.lease_until - now()),
            case when ${isUntrue(sql, 'l')} and ${canBeUndone(sql, now)} then ${undoneBy(sql)} end) as at
          from letters l join orders o on o.id = l.order_id
          where l.status = 'waiting' and ${room}::int > 0 and ${isNext(sql, now)}
          order by l.next_try_at limit ${LOOKED_AT}
        ) l)) as at`
  return next?.at ?? null
}

/** Whoever handed it over died before the answer came: it may have gone out, so nobody sends it but people. */
async function endUnanswered(sql: Sql, now: Date): Promise<void> {
  await sql`
    with ended as (
      update letters set status = 'unknown', trouble = 'no_answer', lease_until = null, ended_at = ${now}
      where status = 'sending' and lease_until < now() returning order_id
    )
    select pg_notify(${ORDERS_CHANNEL}, order_id::text) from ended`
}

/** What could not be sent in three days, because there was nobody to send it, or no server, is shown as failed. */
export async function giveUpLate(sql: Sql, now: Date): Promise<void> {
  await sql`
    with late as (
      update letters set status = 'failed', ended_at = ${now}, lease_until = null,
        trouble = case when exists (select from mail_server) then 'server_away' else 'no_server' end
      where status = 'waiting' and next_try_at < ${now}::timestamptz - make_interval(days => ${DAYS_KEPT})
        and (lease_until is null or lease_until < now())
      returning order_id
    )
    select pg_notify(${ORDERS_CHANNEL}, order_id::text) from late`
}
