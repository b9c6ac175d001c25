import { hkdfSync } from 'node:crypto'
import { betterAuth } from 'better-auth'
import { drizzleAdapter } from 'better-auth/adapters/drizzle'
import { isAPIError } from 'better-auth/api'
import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { accounts, sessions, users, verifications } from '../db/schema/auth.ts'
import { hashPassword, PASSWORD_MAX, PASSWORD_MIN, verifyPassword } from './sign-in/password.ts'

export { ensureFirstOwner } from './sign-in/first-owner.ts'

export const SESSION_SECONDS = 7 * 24 * 3_600

/** Where somebody signs in. */
interface From {
  address: string
  agent: string
}

/** Checks passwords and opens sessions; the pages read sessions themselves (./sign-in/session.ts). */
export interface Auth {
  /** The session's token; null: the e-mail or the password is wrong. */
  openSession(email: string, password: string, from: From): Promise<string | null>
  /** Of somebody who has just proven to be it, without another costly look at the password; null: not let in. */
  openProvenSession(person: { id: string; email: string }, from: From): Promise<string | null>
  close(): Promise<void>
}

/** Signs the session's cookie; other uses of the home's key have keys of their own. */
export function sessionSecret(key: Buffer): string {
  return Buffer.from(hkdfSync('sha256', key, '', 'kickstand sessions', 32)).toString('base64url')
}

export function createAuth(databaseUrl: string, key: Buffer): Auth {
  // Drizzle changes how its client reads dates, so it gets a small one of its own.
  const client = postgres(databaseUrl, { max: 2, idle_timeout: 30, connect_timeout: 5 })
  const auth = betterAuth({
    baseURL: 'http://localhost',
    secret: sessionSecret(key),
    database: drizzleAdapter(drizzle(client), {
      provider: 'pg',
      usePlural: true,
      schema: { users, sessions, accounts, verifications },
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
    session: { expiresIn: SESSION_SECONDS },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
  })
  /** Whoever was deactivated has the right password still; the pages look away from a session of theirs, too. */
  async function letIn(email: string, token: string, address: string): Promise<boolean> {
    // better-auth keeps of an IPv6 address its network alone; people look for their own.
    const active = await client`
      with session as (update sessions set ip_address = ${address} where token = ${token})
      update users set last_seen_at = now() where email = ${email} and deactivated_at is null returning id`
    return active.length > 0
  }

  return {
    async openSession(email, password, { address, agent }) {
      const headers = new Headers({ 'user-agent': agent, 'x-forwarded-for': address })
      try {
        const { token } = await auth.api.signInEmail({ body: { email, password }, headers })
        return (await letIn(email, token, address)) ? token : null
      } catch (error) {
        if (isAPIError(error) && (error.statusCode === 401 || error.statusCode === 400)) return null
        throw error
      }
    },
    async openProvenSession({ id, email }, { address, agent }) {
      const { internalAdapter } = await auth.$context
      const { token } = await internalAdapter.createSession(id, false, { userAgent: agent })
      return (await letIn(email, token, address)) ? token : null
    },
    close: () => client.end({ timeout: 5 }),
  }
}
