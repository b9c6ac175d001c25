import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, pgTable, smallint, text } from 'drizzle-orm/pg-core'
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
    /** Signing in asks for a code, too. */
    twoFactorEnabled: boolean('two_factor_enabled').notNull().default(false),
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

/** Second factors: the secret that the person's phone shares, and codes for when it is lost; both sealed. */
export const twoFactors = pgTable('two_factors', {
  id: text().primaryKey(),
  userId: text('user_id')
    .notNull()
    .unique()
    .references(() => users.id, { onDelete: 'cascade' }),
  secret: text().notNull(),
  backupCodes: text('backup_codes').notNull(),
  /** False until the first code was right. */
  verified: boolean().notNull().default(false),
  failedVerificationCount: integer('failed_verification_count').notNull().default(0),
  lockedUntil: at('locked_until'),
  /** SHA-256 of the code that was used last: none is good twice. */
  usedCode: text('used_code'),
  usedAt: at('used_at'),
})

/** At most one row: whose sign-in needs a second factor before the pages beside the orders open. */
export const signInRules = pgTable(
  'sign_in_rules',
  {
    id: smallint().primaryKey().default(1),
    secondFactorRoles: text('second_factor_roles').array().notNull().default(sql`'{}'`),
  },
  () => [
    check('sign_in_rules_one', sql`id = 1`),
    check('sign_in_rules_roles', sql`second_factor_roles <@ array['manager', 'owner']`),
  ],
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
