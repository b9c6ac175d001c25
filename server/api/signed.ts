import type { Context, MiddlewareHandler } from 'hono'
import { type Directory, type Known, keysAt } from '../../intake/directory.ts'
import { isSigned, type SignedRequest } from '../../intake/signature.ts'
import type { SourceDiary } from '../../intake/source-diary.ts'
import type { SignedEnv } from './deps.ts'
import { problem } from './problem.ts'

export const BODY_BYTES_MAX = 5 * 1024 * 1024
const RUN_OUT_BYTES_MAX = 10 * BODY_BYTES_MAX

/** An unknown source costs as much time as a wrong signature, so that neither tells which it was. */
const NOBODYS_KEY = Buffer.alloc(32)

export interface SignatureDeps {
  directory: Directory
  diary: SourceDiary
  clock: () => Date
}

/** Lets through what a source has signed, with its body read; all else is one and the same 401. */
export function requireSignature({ directory, diary, clock }: SignatureDeps): MiddlewareHandler<SignedEnv> {
  return async function signed(c, next) {
    const body = await readBody(c.req.raw)
    if (!body) {
      return problem(c, 'too-large', `A body may have at most ${BODY_BYTES_MAX} bytes.`)
    }
    const source = c.req.param('source') ?? ''
    const request = signedRequest(c, body)
    const sender = await senderOf(directory, source, request, clock())
    if (sender !== 'signed') {
      if (sender === 'unsigned') diary.refusedSignature(source)
      return problem(c, 'not-signed', 'Sign the request as the reference describes (Standard Webhooks).')
    }
    diary.seen(source)
    c.set('source', source)
    c.set('webhookId', request.id)
    c.set('body', body)
    await next()
  }
}

function signedRequest(c: Context, body: Buffer): SignedRequest {
  const header = (name: string) => c.req.header(name) ?? ''
  return {
    id: header('webhook-id'),
    timestamp: header('webhook-timestamp'),
    signature: header('webhook-signature'),
    body: c.req.method === 'GET' || c.req.method === 'HEAD' ? Buffer.alloc(0) : body,
  }
}

/** What the memory does not know is asked once more: the source, or its new secret, may be seconds old. */
async function senderOf(directory: Directory, source: string, request: SignedRequest, now: Date) {
  const isFrom = ({ sources }: Known) => {
    const keys = sources.get(source)
    return isSigned(request, keys ? keysAt(keys, now) : [NOBODYS_KEY], now) && keys !== undefined
  }
  if (isFrom(await directory.current())) return 'signed'
  const known = await directory.fresh()
  if (isFrom(known)) return 'signed'
  return known.sources.has(source) ? 'unsigned' : 'unknown'
}

/**
 * The whole body; null: it is larger, by its own word or in fact. What is too large is let run out, unkept: a client
 * that is cut off while it still sends sees a broken connection and never the answer.
 */
async function readBody(request: Request): Promise<Buffer | null> {
  const length = request.headers.get('content-length')
  // Node holds a body to its length; as a whole it costs half of what it costs in pieces.
  if (length !== null && Number(length) <= BODY_BYTES_MAX) return Buffer.from(await request.arrayBuffer())
  if (!request.body) return Buffer.alloc(0)
  const reader = request.body.getReader()
  const chunks: Uint8Array[] = []
  let bytes = 0
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    bytes += part.value.byteLength
    if (bytes <= BODY_BYTES_MAX) chunks.push(part.value)
    else chunks.length = 0
    if (bytes > RUN_OUT_BYTES_MAX) {
      await reader.cancel()
      return null
    }
  }
  return bytes > BODY_BYTES_MAX ? null : Buffer.concat(chunks)
}
