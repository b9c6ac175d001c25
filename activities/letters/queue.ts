import { LETTERS_CHANNEL } from '../../db/channels.ts'
import type { Tx } from '../../db/client.ts'
import { type AskedLetter, storeLetters } from '../../domain/letters.ts'

export interface Asked {
  orderId: number
  /** Of the event that asks. */
  seq: number
  kinds: readonly AskedLetter[]
  /** The end of the undo time; null: at once. */
  notBefore: Date | null
}

/**
 * Puts the letters that an event asks for into the outbox, each once; to be sent after the statements that write the
 * event and the order's row. Nothing is written without a mail server, of a kind that the store or the source has
 * switched off, or to a store that has named no address. A customer without one has a letter that failed, for staff to
 * see. Null: none is asked for.
 */
export function queueLetters(tx: Tx, { orderId, seq, kinds, notBefore }: Asked) {
  if (kinds.length === 0) return null
  return tx`
    with wanted as (
      select o.id, asked.kind, case when asked.kind = any(${[...storeLetters]}::text[]) then st.email
        else coalesce(case when w.raw is json object then nullif(btrim(w.raw::json -> 'customer' ->> 'email'), '') end,
          nullif(btrim(c.email), '')) end as address
      from orders o join web_orders w on w.id = o.id join sources s on s.id = w.source
        join stores st on st.code = coalesce(o.store, s.primary_store)
        left join customers c on c.id = o.customer_id
        cross join unnest(${[...kinds]}::text[]) as asked (kind)
      where o.id = ${orderId} and exists (select from mail_server)
        and not coalesce(st.rules -> 'lettersOff' ? asked.kind, false)
        and not coalesce(s.rules -> 'lettersOff' ? asked.kind, false)
    ), queued as (
      insert into letters (order_id, key, seq, kind, not_before, next_try_at, status, trouble, ended_at)
      select id, ${seq}::int || ':' || kind, ${seq}, kind, ${notBefore}, coalesce(${notBefore}::timestamptz, now()),
        case when address is null then 'failed' else 'waiting' end, case when address is null then 'no_address' end,
        case when address is null then now() end
      from wanted where address is not null or kind <> all(${[...storeLetters]}::text[])
      on conflict do nothing returning status
    )
    select pg_notify(${LETTERS_CHANNEL}, '') from queued where status = 'waiting'`
}

/**
 * What an event that is taken back asked for stays unsent, and what those after it asked for, as far as it has not left
 * the shop: a letter is handed to the mail server only while it waits, so one that was tried in vain can be taken back,
 * too. Money that went back meanwhile did so whatever the order comes to: its letter stays.
 */
export const takeBackLetters = (tx: Tx, orderId: number, seq: number) => tx`
  update letters set status = 'taken_back', ended_at = now(), lease_until = null
  where order_id = ${orderId} and seq >= ${seq} and (seq = ${seq} or kind <> 'refunded') and status = 'waiting'`
