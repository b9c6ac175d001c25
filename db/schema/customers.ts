import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  index,
  pgSequence,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { at, now, oneOf } from './columns.ts'
import { sources } from './shop.ts'

/** Numbers of the customers that the desk makes, "K000017"; imported ones bring their own ids. */
export const customerNumbers = pgSequence('customer_numbers')

export const customers = pgTable(
  'customers',
  {
    id: text().primaryKey(),
    firstName: text('first_name').notNull().default(''),
    lastName: text('last_name').notNull().default(''),
    /** As names are searched; first and last in either order. */
    nameKey: text('name_key').generatedAlwaysAs(sql`search_key(first_name || ' ' || last_name)`),
    email: text(),
    emailKey: text('email_key').generatedAlwaysAs(sql`nullif(lower(btrim(email)), '')`),
    /** What stands before the @, as it is searched: the rest is shared by half of all customers. */
    mailboxKey: text('mailbox_key').generatedAlwaysAs(sql`search_key(split_part(email, '@', 1))`),
    phone: text(),
    /** E.164 where it could be read, else the digits alone: what a search compares. */
    phoneKey: text('phone_key'),
    street: text(),
    city: text(),
    postalCode: text('postal_code'),
    postalKey: text('postal_key').generatedAlwaysAs(sql`replace(search_key(postal_code), ' ', '')`),
    country: text(),
    includeInCommunications: boolean('include_in_communications').notNull().default(false),
    /** Part of the sample shop. */
    sample: boolean().notNull().default(false),
    /** When all that says who it is was erased; the row stays for the books, and no file fills it again. */
    erasedAt: at('erased_at'),
    createdAt: at('created_at').notNull().default(now),
    updatedAt: at('updated_at').notNull().default(now),
  },
  (table) => [
    check(
      'customers_erased',
      sql`erased_at is null or (first_name = '' and last_name = ''
        and num_nonnulls(email, phone, phone_key, street, city, postal_code, country) = 0)`,
    ),
    index('customers_email').on(table.emailKey),
    index('customers_phone').on(table.phoneKey),
    index('customers_name_search').using('gin', sql`name_key gin_trgm_ops`),
    index('customers_mailbox_search').using('gin', sql`mailbox_key gin_trgm_ops`),
    index('customers_phone_search').using('gin', sql`phone_key gin_trgm_ops`),
    index('customers_postal_search').on(sql`postal_key text_pattern_ops`),
  ],
)

/** "This web customer is that customer of ours": recorded once, so that nobody is asked twice. */
export const customerLinks = pgTable(
  'customer_links',
  {
    source: text()
      .notNull()
      .references(() => sources.id),
    kind: text().notNull(),
    value: text().notNull(),
    customerId: text('customer_id')
      .notNull()
      .references(() => customers.id),
    createdAt: at('created_at').notNull().default(now),
  },
  (table) => [
    primaryKey({ columns: [table.source, table.kind, table.value, table.customerId] }),
    check('customer_links_kind', oneOf('kind', ['external_id', 'email'])),
    index('customer_links_customer').on(table.customerId),
  ],
)

/** Shipping addresses follow the orders; the former ones are kept. */
export const addresses = pgTable(
  'addresses',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    customerId: text('customer_id')
      .notNull()
      .references(() => customers.id),
    name: text(),
    street: text(),
    city: text(),
    region: text(),
    postalCode: text('postal_code'),
    country: text(),
    current: boolean().notNull().default(true),
    createdAt: at('created_at').notNull().default(now),
  },
  (table) => [
    uniqueIndex('addresses_current').on(table.customerId).where(sql`current`),
    index('addresses_customer').on(table.customerId),
  ],
)
