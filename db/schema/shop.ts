import { sql } from 'drizzle-orm'
import { bigint, boolean, check, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { languages } from '../../domain/letters.ts'
import { at, now, oneOf } from './columns.ts'

export const stores = pgTable(
  'stores',
  {
    code: text().primaryKey(),
    name: text().notNull(),
    /** IANA, "America/Los_Angeles". */
    timeZone: text('time_zone').notNull(),
    currency: text().notNull(),
    /** Weekly spans (domain/opening-hours); null: always open. */
    hours: jsonb(),
    /** Days that are not as their weekday (domain/business-time). */
    specialDays: jsonb('special_days').notNull().default([]),
    address: text(),
    /** Where the store itself is reminded, and where customers answer to. */
    email: text(),
    /** Of letters to customers whose own nobody knows. */
    language: text().notNull().default('en'),
    /** What of domain/rules' StoreRules is set otherwise than by default. */
    rules: jsonb().notNull().default({}),
    /** Part of the sample shop. */
    sample: boolean().notNull().default(false),
    createdAt: at('created_at').notNull().default(now),
  },
  () => [check('stores_language', oneOf('language', languages))],
)

/** The shop's accounts at payment providers. */
export const paymentAccounts = pgTable(
  'payment_accounts',
  {
    id: text().primaryKey(),
    provider: text().notNull(),
    /** As the books name it. */
    merchantAccount: text('merchant_account').notNull(),
    /** Each sealed by the home's key. */
    apiKey: text('api_key').notNull(),
    webhookSecret: text('webhook_secret').notNull(),
    /** When somebody typed the webhook secret; null: what stands there is one that nobody knows. */
    webhookSecretAt: at('webhook_secret_at'),
    /** When a notice came last that was not signed by it, to the minute. */
    unsignedAt: at('unsigned_at'),
    /** Another server than the provider's own: a test one. */
    baseUrl: text('base_url'),
    deactivatedAt: at('deactivated_at'),
    createdAt: at('created_at').notNull().default(now),
  },
  () => [check('payment_accounts_provider', oneOf('provider', ['stripe']))],
)

/** What a provider sent by itself: each once, whatever order it came in. */
export const providerNotices = pgTable(
  'provider_notices',
  {
    account: text()
      .notNull()
      .references(() => paymentAccounts.id),
    id: text().notNull(),
    type: text().notNull(),
    reference: text(),
    at: at('at').notNull(),
    receivedAt: at('received_at').notNull().default(now),
  },
  (table) => [
    primaryKey({ columns: [table.account, table.id] }),
    index('provider_notices_received').on(table.receivedAt),
    index('provider_notices_last').on(table.account, table.receivedAt),
  ],
)

export const sources = pgTable('sources', {
  id: text().primaryKey(),
  kind: text().notNull(),
  /** In force, the newest first; each sealed by the home's key. One that was rotated out is in retiring_secrets. */
  secrets: text().array().notNull(),
  callbackUrl: text('callback_url'),
  /** The order in the website's own admin, with `{number}` for its number. */
  orderUrl: text('order_url'),
  /** Deliveries are worked here, whatever store the website names. */
  primaryStore: text('primary_store').references(() => stores.code),
  /** When it takes orders, in the store's time zone: weekly spans; null: as the store. */
  hours: jsonb(),
  specialDays: jsonb('special_days').notNull().default([]),
  /** What of domain/rules' SourceRules is set otherwise than by default. */
  rules: jsonb().notNull().default({}),
  /** By which its orders' money is taken; null: the channel has taken it, or nobody does. */
  paymentAccount: text('payment_account').references(() => paymentAccounts.id),
  /** How the books call its payments. */
  paymentType: text('payment_type').notNull().default('eCommerce'),
  /** Its requests are answered as if nobody knew it. */
  deactivatedAt: at('deactivated_at'),
  /** Its last signed request, to the minute. */
  lastSeenAt: at('last_seen_at'),
  /** Part of the sample shop. */
  sample: boolean().notNull().default(false),
  createdAt: at('created_at').notNull().default(now),
})

/** Secrets that were rotated out and still sign until their end. */
export const retiringSecrets = pgTable(
  'retiring_secrets',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    source: text()
      .notNull()
      .references(() => sources.id, { onDelete: 'cascade' }),
    sealed: text().notNull(),
    until: at('until').notNull(),
    retiredAt: at('retired_at').notNull().default(now),
  },
  (table) => [
    index('retiring_secrets_source').on(table.source, table.until),
    check('retiring_secrets_until', sql`until >= retired_at`),
  ],
)

/** What went wrong with a source's requests, counted by the hour. */
export const sourceTroubles = pgTable(
  'source_troubles',
  {
    source: text()
      .notNull()
      .references(() => sources.id, { onDelete: 'cascade' }),
    kind: text().notNull(),
    hour: at('hour').notNull(),
    count: integer().notNull(),
    /** The last of them in words, where there is something to say. */
    detail: text(),
    lastAt: at('last_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.source, table.kind, table.hour] }),
    index('source_troubles_hour').on(table.hour),
    check('source_troubles_kind', oneOf('kind', ['signature', 'order'])),
    check('source_troubles_count', sql`count > 0`),
  ],
)
