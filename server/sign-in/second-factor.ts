import { createHash } from 'node:crypto'
import { base32 } from '@better-auth/utils/base32'
import { createOTP } from '@better-auth/utils/otp'
import { isAPIError } from 'better-auth/api'
import { symmetricDecrypt } from 'better-auth/crypto'
import type postgres from 'postgres'
import { type BetterAuth, ISSUER } from './better-auth.ts'

/** A password was right, and a code is asked for: what better-auth keeps of that, for ten minutes. */
export type Challenge = string

/** `over`: too many tries, or too late: the password is asked for again. */
export type CodeAnswer = { token: string } | 'wrong' | 'over'

export interface SecondFactor {
  /** The second step of a sign-in; a code of the app, or one of those that were kept for when it is lost. */
  answer(challenge: Challenge, code: string): Promise<CodeAnswer>
  /** Makes a secret that is not in force yet. @returns false where the password is wrong */
  begin(sessionToken: string, password: string): Promise<boolean>
  /** What an app reads, while the secret is not in force yet; null: none waits. */
  uri(userId: string): Promise<{ uri: string; secret: string } | null>
  /** The first right code puts it in force. @returns a new session and the codes for when the app is lost */
  confirm(
    sessionToken: string,
    userId: string,
    code: string,
  ): Promise<{ token: string; backupCodes: string[] } | null>
  /** @returns a new session; null where the password is wrong */
  end(sessionToken: string, password: string): Promise<string | null>
}

const CHALLENGE_COOKIE = 'better-auth.two_factor'
const SESSION_COOKIE = 'better-auth.session_token'
/** Characters of a code for when the app is lost; it is shown in two halves with a hyphen. */
const KEPT_CODE = 10
/** A code is good for a minute and a half at most. */
const CODE_LIVES = '2 minutes'

const asShown = (kept: string) => `${kept.slice(0, KEPT_CODE / 2)}-${kept.slice(KEPT_CODE / 2)}`

const bearerOf = (token: string) => new Headers({ authorization: `Bearer ${token}` })

export function secondFactor(auth: BetterAuth, client: postgres.Sql): SecondFactor {
  /** Two that use one code at once: one of them. */
  async function isUnused(userId: string, code: string): Promise<boolean> {
    const hash = createHash('sha256').update(code).digest('base64url')
    const { count } = await client`
      update two_factors set used_code = ${hash}, used_at = now()
      where user_id = ${userId}
        and (used_code is distinct from ${hash} or used_at < now() - ${CODE_LIVES}::interval)`
    return count === 1
  }

  return {
    async answer(challenge, code) {
      const headers = new Headers({ cookie: `${CHALLENGE_COOKIE}=${challenge}` })
      const typed = code.replace(/[\s-]/g, '')
      const isBackup = typed.length === KEPT_CODE || /\D/.test(typed)
      const body = { code: isBackup ? asShown(typed) : typed }
      try {
        const { token, user } = isBackup
          ? await auth.api.verifyBackupCode({ headers, body })
          : await auth.api.verifyTOTP({ headers, body })
        if (!token) return 'over'
        if (isBackup || (await isUnused(user.id, body.code))) return { token }
        await client`delete from sessions where token = ${token}`
        return 'over'
      } catch (error) {
        return refusalOf(error)
      }
    },
    async begin(sessionToken, password) {
      const begun = await tried(() =>
        auth.api.enableTwoFactor({ headers: bearerOf(sessionToken), body: { password, method: 'totp' } }),
      )
      return begun !== null
    },
    async uri(userId) {
      const [waiting] = await client<{ secret: string; email: string }[]>`
        select f.secret, u.email from two_factors f join users u on u.id = f.user_id
        where f.user_id = ${userId} and not f.verified`
      if (!waiting) return null
      const { secretConfig } = await auth.$context
      const secret = await symmetricDecrypt({ key: secretConfig, data: waiting.secret })
      const uri = createOTP(secret, { digits: 6, period: 30 }).url(ISSUER, waiting.email)
      return { uri, secret: base32.encode(secret, { padding: false }) }
    },
    async confirm(sessionToken, userId, code) {
      const confirmed = await tried(() =>
        auth.api.verifyTOTP({
          headers: bearerOf(sessionToken),
          body: { code: code.replace(/\s/g, '') },
          returnHeaders: true,
        }),
      )
      if (confirmed === null) return null
      await isUnused(userId, code.replace(/\s/g, ''))
      const { backupCodes } = await auth.api.viewBackupCodes({ body: { userId } })
      return { token: sessionIn(confirmed.headers) ?? sessionToken, backupCodes }
    },
    async end(sessionToken, password) {
      const ended = await tried(() =>
        auth.api.disableTwoFactor({
          headers: bearerOf(sessionToken),
          body: { password },
          returnHeaders: true,
        }),
      )
      return ended === null ? null : (sessionIn(ended.headers) ?? sessionToken)
    },
  }
}

/** What better-auth refuses is somebody's doing; the rest is thrown on. */
async function tried<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask()
  } catch (error) {
    if (isAPIError(error) && error.statusCode < 500) return null
    throw error
  }
}

function refusalOf(error: unknown): 'wrong' | 'over' {
  if (!isAPIError(error) || error.statusCode >= 500) throw error
  const code = error.body?.code
  return code === 'INVALID_CODE' || code === 'INVALID_BACKUP_CODE' ? 'wrong' : 'over'
}

function cookieIn(headers: Headers, name: string): string | null {
  const set = headers.getSetCookie().findLast((cookie) => cookie.startsWith(`${name}=`))
  return set?.slice(name.length + 1).split(';')[0] || null
}

/** What the sign-in left where it asks for a code. */
export const challengeIn = (headers: Headers): Challenge | null => cookieIn(headers, CHALLENGE_COOKIE)

/** The token stands before its signature. */
function sessionIn(headers: Headers): string | null {
  const value = cookieIn(headers, SESSION_COOKIE)
  return value === null ? null : (decodeURIComponent(value).split('.')[0] ?? null)
}
