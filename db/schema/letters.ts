import { sql } from 'drizzle-orm'
import {
  type AnyPgColumn,
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import {
  customerLetters,
  languages,
  letterKinds,
  letterStatuses,
  letterTroubles,
  mailSecurities,
  serverTroubles,
  storeLetters,
} from '../../domain/letters.ts'
import { users } from './auth.ts'
import { at, now, oneOf } from './columns.ts'
import { orderEvents, orders } from './orders.ts'
import { stores } from './shop.ts'

/** The outbox of letters: asked for with an event, or by somebody at the desk. Their words stand here alone. */
export const letters = pgTable(
  'letters',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    orderId: bigint('order_id', { mode: 'number' })
      .notNull()
      .references(() => orders.id),
    /** Once in its order: `7:ready` after the event that asked, or `free:…` and `again:…` after the form. */
    key: text().notNull(),
    /** Of the event that asked; null: somebody did. */
    seq: integer(),
    kind: text().notNull(),
    status: text().notNull().default('waiting'),
    /** The end of the undo time. */
    notBefore: at('not_before'),
    tries: integer().notNull().default(0),
    /** Three days count from here. */
    firstTryAt: at('first_try_at'),
    nextTryAt: at('next_try_at').notNull().default(now),
    /** Somebody is at it until then. */
    leaseUntil: at('lease_until'),
    /** When it was last handed to the mail server. */
    handedAt: at('handed_at'),
    endedAt: at('ended_at'),
    /** Who wrote it, or had it sent again. */
    userId: text('user_id').references(() => users.id),
    againOf: bigint('again_of', { mode: 'number' }).references((): AnyPgColumn => letters.id),
    /** Who found out that one had arrived of which the mail server never said so. */
    settledBy: text('settled_by').references(() => users.id),
    advertising: boolean().notNull().default(false),
    /** As it is sent, from its first try on; a free one from the start. */
    language: text(),
    recipient: text(),
    subject: text(),
    body: text(),
    /** The same on every try: a mail server that has it already can tell. */
    messageId: text('message_id'),
    trouble: text(),
    /** The mail server's own words. */
    answer: text(),
    /** The shop's own words could not be used, and why: the built-in ones went out. */
    templateFault: text('template_fault'),
    createdAt: at('created_at').notNull().default(now),
  },
  (table) => [
    uniqueIndex('letters_once').on(table.orderId, table.key),
    foreignKey({
      columns: [table.orderId, table.seq],
      foreignColumns: [orderEvents.orderId, orderEvents.seq],
    }),
    index('letters_waiting').on(table.nextTryAt).where(sql`status = 'waiting'`),
    index('letters_sending').on(table.leaseUntil).where(sql`status = 'sending'`),
    index('letters_failed').on(table.endedAt).where(sql`status in ('failed', 'unknown')`),
    index('letters_again').on(table.againOf).where(sql`again_of is not null`),
    check('letters_kind', oneOf('kind', letterKinds)),
    check('letters_status', oneOf('status', letterStatuses)),
    check('letters_trouble', oneOf('trouble', letterTroubles)),
    check('letters_language', oneOf('language', languages)),
    check('letters_asked', sql`(seq is null) = (user_id is not null)`),
    check('letters_settled', sql`settled_by is null or status = 'sent'`),
    check('letters_ended', sql`(status in ('waiting', 'sending')) = (ended_at is null)`),
    check('letters_tries', sql`tries >= 0 and (tries = 0) = (first_try_at is null)`),
    check(
      'letters_handed',
      sql`status not in ('sending', 'sent', 'unknown') or (handed_at is not null and message_id is not null)`,
    ),
    check('letters_held', sql`not_before is null or next_try_at >= not_before`),
    check(
      'letters_written',
      sql`num_nulls(language, recipient, subject, body) in (0, 4)
        and (message_id is null or body is not null) and (kind <> 'free' or body is not null)`,
    ),
    check('letters_one_line', sql`recipient !~ '[\r\n]' and subject !~ '[\r\n]' and message_id !~ '[\r\n]'`),
  ],
)

/** The one server that letters go out by, and how it fares. */
export const mailServer = pgTable(
  'mail_server',
  {
    id: smallint().primaryKey().default(1),
    host: text().notNull(),
    port: integer().notNull(),
    security: text().notNull(),
    /** Null: it wants no password. */
    username: text(),
    /** By the home's key. */
    sealedPassword: text('sealed_password'),
    fromAddress: text('from_address').notNull(),
    /** Since when it could not be used, how often it was tried, when next. */
    awaySince: at('away_since'),
    awayTries: integer('away_tries').notNull().default(0),
    awayUntil: at('away_until'),
    trouble: text(),
    answer: text(),
    lastSentAt: at('last_sent_at'),
    updatedAt: at('updated_at').notNull().default(now),
  },
  () => [
    check('mail_server_one', sql`id = 1`),
    check('mail_server_port', sql`port between 1 and 65535`),
    check('mail_server_security', oneOf('security', mailSecurities)),
    check('mail_server_login', sql`(username is null) = (sealed_password is null)`),
    check('mail_server_trouble', oneOf('trouble', serverTroubles)),
    check(
      'mail_server_away',
      sql`(away_since is null) = (away_until is null) and (away_since is null) = (trouble is null)
        and (away_since is null) = (away_tries = 0)`,
    ),
  ],
)

/** A store's own words for a letter; without any the built-in ones are used. */
export const letterTemplates = pgTable(
  'letter_templates',
  {
    store: text()
      .notNull()
      .references(() => stores.code, { onDelete: 'cascade' }),
    kind: text().notNull(),
    language: text().notNull(),
    subject: text().notNull(),
    body: text().notNull(),
    updatedAt: at('updated_at').notNull().default(now),
  },
  (table) => [
    primaryKey({ columns: [table.store, table.kind, table.language] }),
    check('letter_templates_kind', oneOf('kind', [...customerLetters, ...storeLetters])),
    check('letter_templates_language', oneOf('language', languages)),
  ],
)
