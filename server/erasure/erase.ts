import type { Sql, Tx } from '../../db/client.ts'
import type { Actor } from '../settings/changes.ts'
import { noteChange } from '../settings/changes.ts'
import { type OrderToErase, ordersOf, type Whose } from './find.ts'
import { eraseOrder } from './order.ts'

export type Begun =
  | { ok: true; id: number; orders: number }
  | { ok: false; why: 'unknown' }
  /** What of their orders still moves. */
  | { ok: false; why: 'hindered'; hindered: OrderToErase[] }

interface Person {
  firstName: string
  lastName: string
  email: string | null
  phone: string | null
  street: string | null
}

/**
 * Begins to erase a person, in one transaction: the customer's own row, addresses and links go, and the orders that
 * follow are written down, so that `carryOn` finds them again after any crash. One order under way keeps all.
 */
export function beginErasing(sql: Sql, actor: Actor, whose: Whose): Promise<Begun> {
  return sql.begin(async (tx): Promise<Begun> => {
    const person = 'customerId' in whose ? await lockCustomer(tx, whose.customerId) : null
    if ('customerId' in whose && person === null) return { ok: false, why: 'unknown' }
    const orders = await ordersOf(tx, whose)
    if ('orderId' in whose && orders.length === 0) return { ok: false, why: 'unknown' }
    const hindered = orders.filter((order) => order.hindrance !== null)
    if (hindered.length > 0) return { ok: false, why: 'hindered', hindered }
    const removed = person && 'customerId' in whose ? await eraseCustomer(tx, whose.customerId, person) : {}
    const id = await writeErasure(tx, actor, whose, removed)
    const ids = orders.map((order) => order.id)
    await tx`
      insert into erased_orders (order_id, erasure_id) select unnest(${ids}::bigint[]), ${id}
      on conflict (order_id) do update set erasure_id = excluded.erasure_id, erased_at = null, removed = null`
    const [first] = orders
    const subject =
      'customerId' in whose
        ? ({ subjectKind: 'customer', subject: whose.customerId } as const)
        : ({ subjectKind: 'order', subject: `${first?.source}/${first?.number}` } as const)
    await noteChange(tx, actor, {
      ...subject,
      action: 'erased',
      after: { orders: orders.length, ...removed },
    })
    return { ok: true, id, orders: orders.length }
  })
}

/** One that was interrupted is gone on with. */
async function writeErasure(tx: Tx, actor: Actor, whose: Whose, removed: Record<string, number>) {
  const customerId = 'customerId' in whose ? whose.customerId : null
  const userId = actor.kind === 'person' ? actor.userId : null
  const [erasure] = await tx<{ id: number }[]>`
    insert into erasures (customer_id, actor_kind, user_id, removed)
    values (${customerId}, ${actor.kind}, ${userId}, ${tx.json(removed)})
    on conflict (customer_id) where ended_at is null do update set customer_id = excluded.customer_id
    returning id`
  if (!erasure) throw new Error('an erasure was not written')
  return erasure.id
}

async function lockCustomer(tx: Tx, customerId: string): Promise<Person | null> {
  const [person] = await tx<Person[]>`
    select first_name, last_name, email, phone, street from customers where id = ${customerId} for update`
  return person ?? null
}

/** The row stays for the books, without anything that says who it is. */
async function eraseCustomer(tx: Tx, id: string, person: Person) {
  const addresses = await tx`delete from addresses where customer_id = ${id}`
  const links = await tx`delete from customer_links where customer_id = ${id}`
  const refusals = await eraseRefusals(tx, person)
  await tx`
    update customers set first_name = '', last_name = '', email = null, phone = null, phone_key = null, street = null,
      city = null, postal_code = null, country = null, include_in_communications = false,
      erased_at = coalesce(erased_at, now()), updated_at = now()
    where id = ${id}`
  return { addresses: addresses.count, links: links.count, refusals }
}

/** Shorter ones would stand in anybody's row. */
const WORD_MIN = 5

/** Rows of files that were refused, with the person's own words in the reason. */
async function eraseRefusals(tx: Tx, { firstName, lastName, email, phone, street }: Person): Promise<number> {
  const words = [email, phone, street, `${firstName} ${lastName}`.trim()]
    .filter((word): word is string => word !== null && word.length >= WORD_MIN)
    .map((word) => word.toLowerCase())
  const { count } = await tx`
    delete from import_refusals
    where exists (select from unnest(${words}::text[]) as word where position(word in lower(reason)) > 0)`
  return count
}

export interface Progress {
  done: number
  /** Orders that move again, and wait. */
  left: number
}

/**
 * Takes one order after the other until all are done, or the time is over; call it again then.
 * @param until asked before each order
 */
export async function carryOn(
  sql: Sql,
  erasureId: number,
  until: () => boolean = () => false,
): Promise<Progress> {
  const waiting = await sql<{ orderId: number }[]>`
    select order_id from erased_orders where erasure_id = ${erasureId} and erased_at is null order by order_id`
  let done = 0
  for (const { orderId } of waiting) {
    if (until()) break
    if (await eraseOrder(sql, orderId)) done += 1
  }
  await sql`
    update erasures set ended_at = now()
    where id = ${erasureId} and ended_at is null
      and not exists (select from erased_orders where erasure_id = ${erasureId} and erased_at is null)`
  return { done, left: waiting.length - done }
}
