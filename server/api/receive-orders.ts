import type { Delivery } from '../../intake/accept-delivery.ts'
import type { Accepted } from '../../intake/accept-orders.ts'
import { contentDigest } from '../../intake/content-digest.ts'
import type { Directory, Known } from '../../intake/directory.ts'
import { elementTexts } from '../../intake/element-texts.ts'
import type { FieldError } from '../../intake/field-error.ts'
import type { InboxOrder } from '../../intake/place-orders.ts'
import { readOrder } from '../../intake/read-order.ts'
import type { Answer } from '../../intake/replay-guard.ts'
import { readJson } from './json-body.ts'
import { problemAnswer } from './problem.ts'

export const ORDERS_MAX = 500

export interface Refused {
  index: number
  number: string | null
  errors: FieldError[]
}

/** The answer to a delivery. */
export interface ReceivedOrders {
  accepted: Accepted[]
  refused: Refused[]
}

/** With what is wrong with each refused order, in words. */
interface ReadDelivery extends Delivery {
  troubles: string[]
}

/** What is to be done with a body: an answer that needs nothing stored, or orders for the inbox. */
export async function readDelivery(
  body: Uint8Array,
  directory: Directory,
): Promise<{ answer: Answer } | ReadDelivery> {
  const json = readJson(body)
  if (!json.ok) return { answer: problemAnswer('bad-request', json.message) }
  const { text, value } = json
  if (!Array.isArray(value)) return sortOut([value], [text], await storesFor([value], directory))
  if (value.length > ORDERS_MAX) {
    const detail = `A request may hold at most ${ORDERS_MAX} orders, not ${value.length}.`
    return { answer: problemAnswer('too-large', detail) }
  }
  return sortOut(value, elementTexts(text), await storesFor(value, directory))
}

/** A store that is not known may have been opened seconds ago: ask once more before refusing its orders. */
async function storesFor(orders: unknown[], directory: Directory): Promise<Known> {
  const known = await directory.current()
  const isUnknown = (order: unknown) => {
    const code = (order as { storeCode?: unknown } | null)?.storeCode
    return typeof code === 'string' && !known.stores.has(code)
  }
  return orders.some(isUnknown) ? directory.fresh() : known
}

function sortOut(orders: unknown[], texts: string[], known: Known): ReadDelivery {
  const good: InboxOrder[] = []
  const refused: Refused[] = []
  for (const [index, value] of orders.entries()) {
    const read = readOrder(value, known)
    if (read.ok)
      good.push({
        number: read.order.number,
        raw: texts[index] ?? '',
        digest: contentDigest(value),
        isReadable: true,
      })
    else refused.push({ index, number: read.number, errors: read.errors })
  }
  return { good, refused: JSON.stringify(refused), troubles: refused.map(troubleOf) }
}

function troubleOf({ number, errors: [first] }: Refused): string {
  const where = first?.path ? `${first.path}: ` : ''
  return `${number ?? '?'}: ${where}${first?.message ?? ''}`
}
