import { setTimeout as pause } from 'node:timers/promises'
import { LETTERS_CHANNEL, ORDERS_CHANNEL } from '../../db/channels.ts'
import type { Sql } from '../../db/client.ts'
import { hasConsent } from '../../db/letter-consent.ts'
import { isTransient } from '../../db/transient.ts'
import { statusesTold } from '../../domain/letter-order.ts'
import { type AfterLetterTry, type MailAnswer, serverAwayUntil } from '../../domain/letter-tries.ts'
import type { LetterTrouble } from '../../domain/letters.ts'
import type { Due } from './claim.ts'
import type { Composed } from './compose.ts'

const PAUSE_MS = 1_000
/** Within the lease; afterwards nobody knows what became of the letter. */
const NOTED_WITHIN_TRIES = 20

/**
 * Notes that a letter leaves now, with its words. False: it was taken back, or it is no longer true or agreed to, or
 * somebody else has it.
 */
export async function handOver(sql: Sql, due: Due, letter: Composed, now: Date): Promise<boolean> {
  const told = (/^\d/.test(due.key) && statusesTold[due.kind]) || null
  const { count } = await sql`
    update letters l set status = 'sending', handed_at = ${now}, ${words(sql, letter)}
    where id = ${due.id} and status = 'waiting' and tries = ${due.tries}
      and (not advertising or ${hasConsent(sql)})
      and (${told === null} or exists (select from orders where id = ${due.orderId} and status = any(${[...(told ?? [])]}::text[])))`
  return count === 1
}

const words = (sql: Sql, { language, recipient, subject, body, messageId, templateFault }: Composed) =>
  sql`language = ${language}, recipient = ${recipient}, subject = ${subject}, body = ${body},
    message_id = ${messageId}, template_fault = coalesce(${templateFault}, template_fault)`

/** What came of a try, and how the server fares. Tried again while the database is away: it is known only here. */
export async function noteTry(
  sql: Sql,
  due: Due,
  letter: Composed,
  answer: Exclude<MailAnswer, { is: 'withdrawn' }>,
  after: AfterLetterTry,
  now: Date,
): Promise<void> {
  const { status, trouble, words: said, nextTryAt } = after
  const isOpen = status === 'waiting'
  // Of a letter that the server never saw the words stay open: what they tell may change until it does.
  const isSeen = answer.is !== 'server'
  await insist(
    () => sql`
      with noted as (
        update letters set status = ${status}, trouble = ${trouble}, answer = ${said}, lease_until = null,
          ended_at = ${isOpen ? null : now},
          next_try_at = ${isOpen && isSeen ? nextTryAt : sql`next_try_at`}${isSeen ? sql`, ${words(sql, letter)}` : sql``}
        where id = ${due.id} and tries = ${due.tries} and status in ('waiting', 'sending')
      )
      select pg_notify(${ORDERS_CHANNEL}, ${String(due.orderId)})`,
  )
  await noteServer(sql, due, answer, now)
}

/** What an owner has set anew meanwhile is not blamed for what was there before. */
async function noteServer(sql: Sql, due: Due, answer: MailAnswer, now: Date): Promise<void> {
  if (answer.is === 'server') {
    const { host, port, security, username, sealedPassword } = due.server
    // Several letters that were under way at once found it away once.
    const tries = due.server.awayTries + 1
    const until = serverAwayUntil(tries, now, Math.random())
    await sql`
      update mail_server set away_since = coalesce(away_since, ${now}), away_tries = greatest(away_tries, ${tries}),
        away_until = ${until}, trouble = ${answer.trouble}, answer = ${answer.words}
      where host = ${host} and port = ${port} and security = ${security}
        and (username, sealed_password) is not distinct from (${username}::text, ${sealedPassword}::text)`
  } else if (answer.is !== 'no_answer') {
    await sql`
      with back as (
        update mail_server set away_since = null, away_tries = 0, away_until = null, trouble = null, answer = null,
          last_sent_at = case when ${answer.is === 'taken'} then ${now} else last_sent_at end
        where away_since is not null or ${answer.is === 'taken'} returning ${due.server.awayTries > 0} as was_away
      )
      select pg_notify(${LETTERS_CHANNEL}, '') from back where was_away`
  }
}

/** A letter that is not to be tried at all. */
export async function endUntried(sql: Sql, due: Due, trouble: LetterTrouble, now: Date): Promise<void> {
  const status = trouble === 'outdated' || trouble === 'no_consent' ? 'taken_back' : 'failed'
  await sql`
    with ended as (
      update letters set status = ${status}, trouble = ${trouble}, lease_until = null, ended_at = ${now}
      where id = ${due.id} and status = 'waiting' and tries = ${due.tries}
    ), ${unasked(sql, due, now)}
    select pg_notify(${ORDERS_CHANNEL}, ${String(due.orderId)})`
}

/** Told to stop, or taken back, before it was handed over: whatever it is now, nobody is at it. */
export async function letGo(sql: Sql, due: Due, now: Date): Promise<void> {
  await sql`
    with ${unasked(sql, due, now)}
    update letters set lease_until = null where id = ${due.id} and status = 'waiting' and tries = ${due.tries}`
}

/** A server that was away was to be asked with this letter: another one may do so at once. */
const unasked = (sql: Sql, { server }: Due, now: Date) => sql`
  unasked as (
    update mail_server set away_until = ${now} where away_since is not null and away_tries = ${server.awayTries}
  )`

async function insist(write: () => PromiseLike<unknown>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return void (await write())
    } catch (error) {
      if (!isTransient(error) || tries >= NOTED_WITHIN_TRIES) throw error
      await pause(PAUSE_MS)
    }
  }
}
