import { boolean, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { at, now } from './columns.ts'

export const stores = pgTable('stores', {
  code: text().primaryKey(),
  name: text().notNull(),
  /** IANA, "America/Los_Angeles". */
  timeZone: text('time_zone').notNull(),
  currency: text().notNull(),
  /** Weekly spans (domain/opening-hours); null: always open. */
  hours: jsonb(),
  address: text(),
  /** Part of the sample shop. */
  sample: boolean().notNull().default(false),
  createdAt: at('created_at').notNull().default(now),
})

export const sources = pgTable('sources', {
  id: text().primaryKey(),
  kind: text().notNull(),
  /** Each sealed by the home's key; the newest first, several while one is rotated. */
  secrets: text().array().notNull(),
  callbackUrl: text('callback_url'),
  /** The order in the website's own admin, with `{number}` for its number. */
  orderUrl: text('order_url'),
  /** Deliveries are worked here, whatever store the website names. */
  primaryStore: text('primary_store').references(() => stores.code),
  /** Part of the sample shop. */
  sample: boolean().notNull().default(false),
  createdAt: at('created_at').notNull().default(now),
})
