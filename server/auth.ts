import { isAPIError } from 'better-auth/api'
import postgres from 'postgres'
import { openBetterAuth } from './sign-in/better-auth.ts'
import { type Challenge, challengeIn, type SecondFactor, secondFactor } from './sign-in/second-factor.ts'

export { SESSION_SECONDS, sessionSecret } from './sign-in/better-auth.ts'
export { ensureFirstOwner } from './sign-in/first-owner.ts'

/** Where somebody signs in. */
interface From {
  address: string
  agent: string
}

export interface SignedInPerson {
  token: string
  userId: string
}

/** Checks passwords and codes, and opens sessions; the pages read sessions themselves (./sign-in/session.ts). */
export interface Auth {
  /** The session's token, or what a code has to answer; null: the e-mail or the password is wrong. */
  openSession(
    email: string,
    password: string,
    from: From,
  ): Promise<SignedInPerson | { challenge: Challenge } | null>
  /** The second step; see SecondFactor.answer. */
  answer(challenge: Challenge, code: string, from: From): Promise<SignedInPerson | 'wrong' | 'over'>
  /** Of somebody who has just proven to be it, without another costly look at the password; null: not let in. */
  openProvenSession(person: { id: string; email: string }, from: From): Promise<string | null>
  secondFactor: Omit<SecondFactor, 'answer'>
  close(): Promise<void>
}

export function createAuth(databaseUrl: string, key: Buffer): Auth {
  // Drizzle changes how its client reads dates, so it gets a small one of its own.
  const client = postgres(databaseUrl, { max: 2, idle_timeout: 30, connect_timeout: 5 })
  const auth = openBetterAuth(client, key)
  const second = secondFactor(auth, client)

  /** Whoever was deactivated has the right password still; the pages look away from a session of theirs, too. */
  async function letIn(token: string, { address, agent }: From): Promise<SignedInPerson | null> {
    // better-auth keeps of an IPv6 address its network alone; people look for their own.
    const [active] = await client<{ id: string }[]>`
      with session as (
        update sessions set ip_address = ${address}, user_agent = ${agent} where token = ${token} returning user_id
      )
      update users set last_seen_at = now() from session
      where users.id = session.user_id and deactivated_at is null returning users.id`
    return active ? { token, userId: active.id } : null
  }

  return {
    async openSession(email, password, from) {
      const headers = new Headers({ 'user-agent': from.agent, 'x-forwarded-for': from.address })
      try {
        const signedIn = await auth.api.signInEmail({
          body: { email, password },
          headers,
          returnHeaders: true,
        })
        const { token } = signedIn.response as { token?: string }
        if (token) return await letIn(token, from)
        const challenge = challengeIn(signedIn.headers)
        return challenge === null ? null : { challenge }
      } catch (error) {
        if (isAPIError(error) && (error.statusCode === 401 || error.statusCode === 400)) return null
        throw error
      }
    },
    async answer(challenge, code, from) {
      const answer = await second.answer(challenge, code)
      return typeof answer === 'string' ? answer : ((await letIn(answer.token, from)) ?? 'over')
    },
    async openProvenSession({ id }, from) {
      const { internalAdapter } = await auth.$context
      const { token } = await internalAdapter.createSession(id, false, { userAgent: from.agent })
      return (await letIn(token, from))?.token ?? null
    },
    secondFactor: second,
    close: () => client.end({ timeout: 5 }),
  }
}
