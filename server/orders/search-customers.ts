import type { Sql } from '../../db/client.ts'
import { nameVariants } from '../../domain/comparison/names.ts'
import type { CustomerWords } from '../../domain/customer-search.ts'
import { phoneSearch } from '../../intake/phone.ts'
import type { Customer } from '../../views/order/details.ts'

export const CUSTOMERS_MAX = 20

/**
 * The shop's customers whom these words may mean, the likeliest first, at most CUSTOMERS_MAX: by name (misspelt, with
 * or without accents, in either order, in another form of the name), e-mail, phone, postcode or number. Each way in
 * is a look-up in its own index and is bounded by itself.
 * @param country where the person lives: how a national phone number is read
 */
export async function searchCustomers(
  sql: Sql,
  words: CustomerWords,
  country: string | null,
): Promise<Customer[]> {
  const { name, email, postalCode, ids } = words
  const phone = words.phone === null ? null : phoneSearch(words.phone, country)
  const ways = [
    ...(name === null ? [] : [byName(sql), byPartOfName(sql)]),
    ...(email === null ? [] : [byEmail(sql, email), byMailbox(sql)]),
    ...(phone === null ? [] : [byPhone(sql, phone)]),
    ...(postalCode === null ? [] : [byPostalCode(sql)]),
    ...(ids.length === 0 ? [] : [sql`(select ${columns(sql)} from customers where id = any(${ids}))`]),
  ]
  const [first, ...others] = ways
  if (!first) return []
  return sql<Customer[]>`
    with asked as materialized (
      select array(select search_key(n) from unnest(${name === null ? [] : nameVariants(name)}::text[]) n) as names,
        search_key(${name ?? ''}) as name,
        search_key(split_part(${email ?? ''}, '@', 1)) as mailbox,
        replace(search_key(${postalCode ?? ''}), ' ', '') as postal
    ), found as (
      ${others.reduce((all, way) => sql`${all} union ${way}`, first)}
    )
    select id, first_name, last_name, email, phone, street, city, postal_code, country
    from found, asked
    order by
      coalesce((id = any(${ids}))::int * 4, 0) + coalesce((email_key = ${email})::int * 4, 0)
      + coalesce((select max(similarity(name_key, n)) from unnest(names) n), 0) * 2
      + coalesce(word_similarity(name, name_key), 0)
      + coalesce((phone_key = ${phone?.key ?? null})::int * 1.5, 0) desc,
      similarity(coalesce(email_key, ''), ${email ?? ''}) desc, id
    limit ${CUSTOMERS_MAX}`
}

/** Each way brings whole rows: to look the found ones up again, the planner would rather read a small table. */
const columns = (sql: Sql) => sql`
  id, first_name, last_name, email, phone, street, city, postal_code, country, name_key, email_key, phone_key`

/** Variant by variant: of an array the planner expects so many rows that it would rather read the whole table. */
const byName = (sql: Sql) => sql`(
  select variant.* from asked, unnest(asked.names) as name_wanted, lateral (
    select ${columns(sql)} from customers where name_key % name_wanted
    order by similarity(name_key, name_wanted) desc, id limit ${CUSTOMERS_MAX}
  ) variant)`

/** The beginning of a name is enough, as somebody types it. */
const byPartOfName = (sql: Sql) => sql`(
  select ${columns(sql)} from customers where (select name from asked) <% name_key
  order by word_similarity((select name from asked), name_key) desc, id limit ${CUSTOMERS_MAX})`

const byEmail = (sql: Sql, email: string) => sql`(
  select ${columns(sql)} from customers where email_key = ${email} order by id limit ${CUSTOMERS_MAX})`

const byMailbox = (sql: Sql) => sql`(
  select ${columns(sql)} from customers where mailbox_key % (select mailbox from asked)
  order by similarity(mailbox_key, (select mailbox from asked)) desc, id limit ${CUSTOMERS_MAX})`

const byPhone = (sql: Sql, { key, tail }: { key: string; tail: string }) => sql`(
  select ${columns(sql)} from customers where phone_key = ${key} or phone_key like ${`%${tail}`}
  order by (phone_key = ${key}) desc, id limit ${CUSTOMERS_MAX})`

/** By its beginning: "~" stands after all that a key may hold, and a `like` of what is computed finds no index. */
const byPostalCode = (sql: Sql) => sql`(
  select ${columns(sql)} from customers
  where postal_key ~>=~ (select postal from asked) and postal_key ~<~ (select postal || '~' from asked)
    and (select postal from asked) <> ''
  order by postal_key = (select postal from asked) desc, similarity(name_key, (select name from asked)) desc, id
  limit ${CUSTOMERS_MAX})`
