import { sql } from 'drizzle-orm'
import { boolean, check, index, pgTable, text } from 'drizzle-orm/pg-core'
import { roles } from '../../domain/status.ts'
import { at, now, oneOf } from './columns.ts'

/** The tables that better-auth keeps; names of columns are its own in snake case. */
export const users = pgTable(
  'users',
  {
    id: text().primaryKey(),
    name: text().notNull(),
    email: text().notNull().unique(),
    emailVerified: boolean('email_verified').notNull().default(false),
    image: text(),
    role: text().notNull().default('staff'),
    /** Nobody signs in as them any more; what they did stays theirs. */
    deactivatedAt: at('deactivated_at'),
    /** To the minute: not every page writes. */
    lastSeenAt: at('last_seen_at'),
    createdAt: at('created_at').notNull().default(now),
    updatedAt: at('updated_at').notNull().default(now),
  },
  () => [check('users_role', oneOf('role', roles)), check('users_email_lower', sql`email = lower(email)`)],
)

export const sessions = pgTable(
  'sessions',
  {
    id: text().primaryKey(),
    token: text().notNull().unique(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    expiresAt: at('expires_at').notNull(),
    ipAddress: text('ip_address'),
    userAgent: text('user_agent'),
    createdAt: at('created_at').notNull().default(now),
    updatedAt: at('updated_at').notNull().default(now),
  },
  (table) => [index('sessions_user').on(table.userId)],
)

export const accounts = pgTable(
  'accounts',
  {
    id: text().primaryKey(),
    accountId: text('account_id').notNull(),
    providerId: text('provider_id').notNull(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    accessToken: text('access_token'),
    refreshToken: text('refresh_token'),
    idToken: text('id_token'),
    accessTokenExpiresAt: at('access_token_expires_at'),
    refreshTokenExpiresAt: at('refresh_token_expires_at'),
    scope: text(),
    password: text(),
    createdAt: at('created_at').notNull().default(now),
    updatedAt: at('updated_at').notNull().default(now),
  },
  (table) => [index('accounts_user').on(table.userId)],
)

export const verifications = pgTable(
  'verifications',
  {
    id: text().primaryKey(),
    identifier: text().notNull(),
    value: text().notNull(),
    expiresAt: at('expires_at').notNull(),
    createdAt: at('created_at').notNull().default(now),
    updatedAt: at('updated_at').notNull().default(now),
  },
  (table) => [index('verifications_identifier').on(table.identifier)],
)

/** Who asked for help with a lost password, until a link is made or the password is set. */
export const passwordRequests = pgTable('password_requests', {
  userId: text('user_id')
    .primaryKey()
    .references(() => users.id, { onDelete: 'cascade' }),
  askedAt: at('asked_at').notNull().default(now),
})

/** Failed sign-ins by account and by address, so that guessing has an end on every web process alike. */
export const signInFailures = pgTable(
  'sign_in_failures',
  {
    key: text().notNull(),
    failedAt: at('failed_at').notNull().default(now),
  },
  (table) => [index('sign_in_failures_key').on(table.key, table.failedAt)],
)
