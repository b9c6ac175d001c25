import { request as requestPlain } from 'node:http'
import { request as requestSecure } from 'node:https'
import type { CallbackAnswer } from '../../domain/callbacks.ts'
import { checkedLookup, checkHost, ForbiddenAddress, type OwnServer } from '../outbox/addresses.ts'

/** More of an answer is not read: only its status counts. */
const ANSWER_BYTES_MAX = 16 * 1024

export interface Post {
  url: string
  headers: Record<string, string>
  body: Uint8Array
  /** Until the answer's status. */
  timeoutMs: number
  own: readonly OwnServer[]
  stopping?: AbortSignal
}

/** Sends once, follows no redirect, never throws: what went wrong is part of the answer. */
export async function post(message: Post): Promise<CallbackAnswer> {
  const timeout = AbortSignal.timeout(message.timeoutMs)
  const signal = message.stopping ? AbortSignal.any([timeout, message.stopping]) : timeout
  try {
    return judged(await answerTo(message, signal))
  } catch (error) {
    return { status: null, trouble: timeout.aborted ? 'timeout' : troubleOf(error) }
  }
}

interface Answer {
  status: number
  retryAfter: string | null
}

function judged({ status, retryAfter }: Answer): CallbackAnswer {
  const isRedirect = status >= 300 && status < 400
  const trouble = status >= 200 && status < 300 ? null : isRedirect ? 'redirect' : 'status'
  return { status, retryAfter, trouble }
}

/** `fetch` takes no lookup of one's own, and only that one can be sure of the address that is used. */
function answerTo({ url, headers, body, own }: Post, signal: AbortSignal): Promise<Answer> {
  const { protocol, hostname, port } = new URL(url)
  const target = Number(port || (protocol === 'https:' ? 443 : 80))
  const host = hostname.replace(/^\[|\]$/g, '')
  checkHost(host, target, own)
  const request = protocol === 'https:' ? requestSecure : requestPlain
  return new Promise((resolve, reject) => {
    const sending = request(url, {
      method: 'POST',
      headers: { ...headers, 'content-length': String(body.byteLength) },
      lookup: checkedLookup(target, own),
      agent: false,
      signal,
    })
    let settle: (() => void) | null = null
    // Broken off or too slow after its status, it has answered all the same.
    sending.on('error', (error) => (settle ? settle() : reject(error)))
    sending.on('response', (response) => {
      const answer = { status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] ?? null }
      settle = () => {
        resolve(answer)
        response.destroy()
      }
      let bytes = 0
      response.on('data', (part: Buffer) => {
        bytes += part.byteLength
        if (bytes > ANSWER_BYTES_MAX) settle?.()
      })
      response.on('error', settle)
      response.on('end', settle)
    })
    sending.end(body)
  })
}

type Unanswered = Extract<CallbackAnswer, { status: null }>['trouble']

const troubles: Record<string, Unanswered> = {
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'refused',
  ENETUNREACH: 'refused',
  ENOTFOUND: 'unknown_host',
  EAI_AGAIN: 'unknown_host',
  ECONNRESET: 'broken_off',
  EPIPE: 'broken_off',
  ETIMEDOUT: 'timeout',
}

function troubleOf(error: unknown): Unanswered {
  if (error instanceof ForbiddenAddress) return 'forbidden_address'
  const { code = '', errors } = error as { code?: string; errors?: { code?: string }[] }
  const known = troubles[code || (errors?.[0]?.code ?? '')]
  if (known) return known
  return /TLS|SSL|CERT|SIGNED|ISSUER|ALTNAME|LEAF/.test(code) ? 'tls' : 'other'
}
