import { LETTERS_CHANNEL, ORDERS_CHANNEL } from '../../db/channels.ts'
import type { Sql } from '../../db/client.ts'
import { hasConsent } from '../../db/letter-consent.ts'
import { readLetterOrder } from '../../db/letter-order.ts'
import { readLetterTemplate } from '../../db/letter-template.ts'
import type { FreeLetter } from '../../domain/free-letter.ts'
import { letterFacts } from '../../domain/letter-facts.ts'
import { languageOf } from '../../domain/letter-order.ts'
import { writeLetter } from '../../domain/letter-render.ts'
import { isCustomerLetter, type Language, type LetterKind } from '../../domain/letters.ts'

interface NewLetter {
  orderId: number
  /** Of the form: sent twice, it is one letter. */
  key: string
  userId: string
  kind: LetterKind
  language: Language
  recipient: string
  subject: string
  body: string
  advertising: boolean
  againOf: number | null
}

/** @returns its id; that of the first where the form was sent before */
async function putLetter(sql: Sql, letter: NewLetter): Promise<number> {
  const [put] = await sql<{ id: number }[]>`
    with put as (
      insert into letters ${sql({ ...letter })}
      on conflict (order_id, key) do update set key = excluded.key
      returning id
    )
    select id, pg_notify(${LETTERS_CHANNEL}, ''), pg_notify(${ORDERS_CHANNEL}, ${String(letter.orderId)}) from put`
  if (!put) throw new Error(`a letter of order ${letter.orderId} was not kept`)
  return put.id
}

export interface Writing {
  orderId: number
  actionId: string
  userId: string
  language: Language
}

export const putFreeLetter = (
  sql: Sql,
  { orderId, actionId, userId, language }: Writing,
  { to, subject, text, purpose }: FreeLetter,
): Promise<number> =>
  putLetter(sql, {
    orderId,
    key: `free:${actionId}`,
    userId,
    kind: 'free',
    language,
    recipient: to,
    subject,
    body: text,
    advertising: purpose === 'advertising',
    againOf: null,
  })

export interface Again {
  orderId: number
  letterId: number
  actionId: string
  userId: string
  to: string
}

/** A letter of which the mail server never said whether it took it has come, somebody found out; others stay as they are. */
export async function noteArrived(
  sql: Sql,
  { orderId, letterId, userId }: Pick<Again, 'orderId' | 'letterId' | 'userId'>,
): Promise<void> {
  await sql`
    with settled as (
      update letters set status = 'sent', settled_by = ${userId}
      where id = ${letterId} and order_id = ${orderId} and status = 'unknown' returning order_id
    )
    select pg_notify(${ORDERS_CHANNEL}, order_id::text) from settled`
}

interface Former {
  kind: LetterKind
  language: Language | null
  subject: string | null
  body: string | null
  advertising: boolean
}

/**
 * Sends a letter that has ended once more, in the same words; one that was never written, because nobody knew where
 * to, as the order stands now.
 * @returns null where there is none that may be sent again: advertising, too, needs the customer's consent then
 */
export async function sendAgain(sql: Sql, again: Again): Promise<number | null> {
  const { orderId, letterId, actionId, userId, to } = again
  const [former] = await sql<Former[]>`
    select kind, language, subject, body, advertising from letters l
    where id = ${letterId} and order_id = ${orderId} and status in ('sent', 'failed', 'unknown')
      and body is distinct from '' and (not advertising or ${hasConsent(sql)})`
  if (!former) return null
  const words = await wordsAgain(sql, orderId, former)
  if (!words) return null
  const { kind, advertising } = former
  const key = `again:${actionId}`
  return putLetter(sql, {
    orderId,
    key,
    userId,
    kind,
    advertising,
    recipient: to,
    againOf: letterId,
    ...words,
  })
}

async function wordsAgain(sql: Sql, orderId: number, { kind, language, subject, body }: Former) {
  if (language !== null && subject !== null && body !== null) return { language, subject, body }
  const order = await readLetterOrder(sql, orderId)
  if (!order || kind === 'free') return null
  const spoken = isCustomerLetter(kind) ? languageOf(order) : order.store.language
  const own = await readLetterTemplate(sql, order.store.code, kind, spoken)
  return { language: spoken, ...writeLetter(kind, spoken, own, letterFacts(order, spoken, null)).written }
}
