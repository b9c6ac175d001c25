import { ORDERS_CHANNEL } from '../../db/channels.ts'
import type { Sql, Tx } from '../../db/client.ts'
import { withoutPerson } from '../../intake/erased-content.ts'
import { hindrance } from './find.ts'
import { eraseTyped } from './typed.ts'

interface Content {
  number: string
  raw: string | null
  hindrance: string | null
}

/**
 * Takes the person out of one order, in one transaction: what the website sent, letters, what staff wrote, the text
 * that it is searched by. Its events, lines, sale, payments, stock and receipt stay. The digest stays, too: the same
 * order sent again is known.
 * @returns false where it moves again, and has to wait
 */
export function eraseOrder(sql: Sql, orderId: number): Promise<boolean> {
  return sql.begin(async (tx) => {
    // The lock is a statement of its own: the next one reads what its last holder committed.
    await tx`select from web_orders where id = ${orderId} for update`
    const [content] = await tx<Content[]>`
      select w.number, w.raw, ${hindrance(tx)} as hindrance
      from web_orders w left join orders o on o.id = w.id where w.id = ${orderId}`
    if (!content || content.hindrance !== null) return false
    const now = new Date()
    const removed = {
      contents: await eraseContents(tx, orderId, content, now),
      letters: await eraseLetters(tx, orderId),
      notes: await eraseTyped(tx, orderId),
    }
    await eraseRow(tx, orderId)
    await tx`
      update erased_orders set erased_at = ${now}, removed = ${tx.json(removed)} where order_id = ${orderId}`
    await tx`select pg_notify(${ORDERS_CHANNEL}, ${String(orderId)})`
    return true
  })
}

async function eraseContents(tx: Tx, orderId: number, { number, raw }: Content, now: Date): Promise<number> {
  if (raw !== null) {
    await tx`update web_orders set raw = ${withoutPerson(raw, number, now)} where id = ${orderId}`
  }
  const versions = await tx<{ digest: string; raw: string }[]>`
    select digest, raw from web_order_versions where order_id = ${orderId}`
  for (const version of versions) {
    await tx`
      update web_order_versions set raw = ${withoutPerson(version.raw, number, now)}
      where order_id = ${orderId} and digest = ${version.digest}`
  }
  return versions.length + (raw === null ? 0 : 1)
}

/** That one went out, when and about what stays. */
async function eraseLetters(tx: Tx, orderId: number): Promise<number> {
  const { count } = await tx`
    update letters set answer = null, template_fault = null, recipient = case when recipient is not null then '' end,
      subject = case when subject is not null then '' end, body = case when body is not null then '' end
    where order_id = ${orderId} and num_nonnulls(recipient, answer, template_fault) > 0`
  return count
}

/** It is found by its number, its goods and its payment from now on. */
async function eraseRow(tx: Tx, orderId: number): Promise<void> {
  await tx`
    update orders o set customer_name = '', search_text = search_key(concat_ws(' ', o.number, o.payment_reference,
      (select string_agg(concat_ws(' ', l.description, l.gtin, l.mpn, l.sku), ' ' order by l.position)
        from order_lines l where l.order_id = o.id)))
    where o.id = ${orderId}`
}
