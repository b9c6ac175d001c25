import type { MailAnswer } from '../../domain/letter-tries.ts'
import type { ServerTrouble } from '../../domain/letters.ts'
import { ForbiddenAddress } from '../outbox/addresses.ts'

const WORDS_MAX = 300
/** The server closes the connection (RFC 5321 §3.8): that is about it, not about the letter. */
const CLOSING = 421
const BAD_SEQUENCE = 503

/** What a mail server says may hold anything. */
export const wordsOf = (text: string) =>
  text
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, WORDS_MAX)

interface Failure {
  code: string
  originalCode: string
  command: string
  response: string
  responseCode: number | null
  message: string
}

/** What a try that failed says. @param isHanded the message had begun to leave */
export function judgeFailure(error: unknown, isHanded: boolean): MailAnswer {
  const failure = failureOf(error)
  const { code, command, response, responseCode, message } = failure
  const isAboutLetter = isHanded || command === 'RCPT TO' || command === 'DATA'
  if (responseCode !== null && isAboutLetter && (isHanded || responseCode !== CLOSING)) {
    const isForGood = responseCode >= 500 && responseCode !== BAD_SEQUENCE
    return { is: isForGood ? 'rejected' : 'put_off', words: wordsOf(response) }
  }
  if (isHanded) return { is: 'no_answer' }
  // What the library itself refuses: a letter that this server has no room for, an address that it can not be told.
  if (responseCode === null && (code === 'EMESSAGE' || code === 'EENVELOPE')) {
    return { is: 'rejected', words: wordsOf(message) }
  }
  return { is: 'server', trouble: troubleOf(error, failure), words: response ? wordsOf(response) : null }
}

const troubles: Record<string, ServerTrouble> = {
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'refused',
  ENETUNREACH: 'refused',
  ENOTFOUND: 'unknown_host',
  EAI_AGAIN: 'unknown_host',
  EDNS: 'unknown_host',
  ETIMEDOUT: 'timeout',
  ETLS: 'tls',
  ECONNRESET: 'broken_off',
  EPIPE: 'broken_off',
  ECONNECTION: 'broken_off',
}

function troubleOf(error: unknown, { code, originalCode, responseCode }: Failure): ServerTrouble {
  if (error instanceof ForbiddenAddress) return 'forbidden_address'
  if (error instanceof Error && error.name === 'TimeoutError') return 'timeout'
  if (code === 'ETLS') return 'tls'
  if (code === 'EAUTH' && (responseCode === null || responseCode >= 500)) return 'login'
  if (responseCode !== null) return 'unwilling'
  const known = troubles[originalCode] ?? troubles[code]
  if (known) return known
  return /TLS|SSL|CERT|SIGNED|ISSUER|ALTNAME|LEAF/.test(`${code} ${originalCode}`) ? 'tls' : 'other'
}

/** Several addresses that were tried in turn fail as one error that holds the others. */
function failureOf(error: unknown): Failure {
  const given = (error ?? {}) as Partial<Failure> & { errors?: { code?: string }[] }
  const { code, originalCode = '', command = '', response = '', responseCode, message = '', errors } = given
  return {
    code: String(code ?? errors?.[0]?.code ?? ''),
    originalCode,
    command,
    response,
    responseCode: typeof responseCode === 'number' ? responseCode : null,
    message,
  }
}
