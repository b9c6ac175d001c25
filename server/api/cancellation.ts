import { z } from 'zod'
import type { Tx } from '../../db/client.ts'
import { cancelOrder } from '../../intake/cancel-order.ts'
import { pathText } from '../../intake/field-error.ts'
import type { Answer } from '../../intake/replay-guard.ts'
import { isOrderNumber } from '../../intake/web-order-schema.ts'
import { readJson } from './json-body.ts'
import { problemAnswer } from './problem.ts'

const REASON_CHARACTERS_MAX = 500
const reasonMessage = `Must be a text of at most ${REASON_CHARACTERS_MAX} characters.`

export const cancellationSchema = z.object(
  {
    reason: z
      .string(reasonMessage)
      .max(REASON_CHARACTERS_MAX, reasonMessage)
      .refine(
        (text) => !/[\0\p{Cs}]/u.test(text),
        'Must not contain a NUL character or half of a surrogate pair.',
      )
      .nullish(),
  },
  'Must be an object, as { "reason": "…" }.',
)

/** What a cancellation asks for, read before the transaction starts. An empty body gives no reason. */
export function cancellationOf(number: string, body: Buffer): (tx: Tx, source: string) => Promise<Answer> {
  const refuse = (answer: Answer) => async () => answer
  if (!isOrderNumber(number)) {
    const errors = [{ path: 'number', message: 'Must be 1 to 64 of A–Z a–z 0–9 . _ -' }]
    return refuse(problemAnswer('bad-request', 'No order can have this number.', { errors }))
  }
  const json = body.length === 0 ? { ok: true as const, value: {} } : readJson(body)
  if (!json.ok) return refuse(problemAnswer('bad-request', json.message))
  const read = cancellationSchema.safeParse(json.value)
  if (!read.success) {
    const errors = read.error.issues.map(({ path, message }) => ({ path: pathText(path), message }))
    return refuse(problemAnswer('bad-request', 'A field is wrong.', { errors }))
  }
  return async (tx, source) => {
    await cancelOrder(tx, source, number, read.data.reason ?? null)
    return { status: 202, body: JSON.stringify({ accepted: true }) }
  }
}
