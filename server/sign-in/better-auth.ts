import { hkdfSync } from 'node:crypto'
import { betterAuth } from 'better-auth'
import { drizzleAdapter } from 'better-auth/adapters/drizzle'
import { bearer, twoFactor } from 'better-auth/plugins'
import { drizzle } from 'drizzle-orm/postgres-js'
import type postgres from 'postgres'
import { accounts, sessions, twoFactors, users, verifications } from '../../db/schema/auth.ts'
import { hashPassword, PASSWORD_MAX, PASSWORD_MIN, verifyPassword } from './password.ts'

export const SESSION_SECONDS = 7 * 24 * 3_600
/** What authenticator apps show beside the code. */
export const ISSUER = 'Kickstand'

/** Signs the session's cookie; other uses of the home's key have keys of their own. */
export function sessionSecret(key: Buffer): string {
  return Buffer.from(hkdfSync('sha256', key, '', 'kickstand sessions', 32)).toString('base64url')
}

/** better-auth as this desk uses it: by its functions alone, none of its routes are open. */
export function openBetterAuth(client: postgres.Sql, key: Buffer) {
  return betterAuth({
    appName: ISSUER,
    baseURL: 'http://localhost',
    secret: sessionSecret(key),
    database: drizzleAdapter(drizzle(client), {
      provider: 'pg',
      usePlural: true,
      schema: { users, sessions, accounts, verifications, twoFactors },
    }),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD_MIN,
      maxPasswordLength: PASSWORD_MAX,
      password: {
        hash: hashPassword,
        verify: ({ hash, password }) => verifyPassword(password, hash),
      },
    },
    plugins: [bearer(), twoFactor({ issuer: ISSUER })],
    session: { expiresIn: SESSION_SECONDS },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
  })
}

export type BetterAuth = ReturnType<typeof openBetterAuth>
