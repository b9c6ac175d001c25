import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { FieldError } from '../../intake/field-error.ts'
import type { Answer } from '../../intake/replay-guard.ts'

/** Each kind has its paragraph in the reference, where `type` leads. */
export const problemKinds = {
  'bad-request': { status: 400, title: 'The request can not be read' },
  'not-signed': { status: 401, title: 'The signature is missing, wrong or stale' },
  'not-found': { status: 404, title: 'There is no such thing' },
  'method-not-allowed': { status: 405, title: 'This method does not work here' },
  'webhook-id-reused': { status: 409, title: 'This webhook-id was used for another request' },
  'too-large': { status: 413, title: 'The request is too large' },
  'too-many': { status: 429, title: 'Too many requests' },
  'internal-error': { status: 500, title: 'Something went wrong on our side' },
  'not-available': { status: 503, title: 'The database does not answer right now' },
} as const satisfies Record<string, { status: ContentfulStatusCode; title: string }>
export type ProblemKind = keyof typeof problemKinds

interface Details {
  errors?: FieldError[]
  /** Under which the log tells more. */
  errorId?: string
}

/** The body of RFC 9457. */
export function problemBody(kind: ProblemKind, detail: string, details: Details = {}) {
  const { status, title } = problemKinds[kind]
  return { type: `/api/docs#${kind}`, title, status, detail, ...details }
}

export function problemAnswer(kind: ProblemKind, detail: string, details?: Details): Answer {
  return { status: problemKinds[kind].status, body: JSON.stringify(problemBody(kind, detail, details)) }
}

export function problem(c: Context, kind: ProblemKind, detail: string, details?: Details): Response {
  return send(c, problemAnswer(kind, detail, details))
}

/** An answer of the replay guard as it was given the first time. */
export function send(c: Context, { status, body }: Answer): Response {
  const mediaType = status < 400 ? 'application/json' : 'application/problem+json'
  return c.body(body, status as ContentfulStatusCode, {
    'content-type': mediaType,
    'cache-control': 'no-store',
  })
}

/** For the other methods of a path that exists. */
export function notAllowed(allow: string) {
  return (c: Context): Response => {
    c.header('allow', allow)
    return problem(c, 'method-not-allowed', `What works here: ${allow}.`)
  }
}
