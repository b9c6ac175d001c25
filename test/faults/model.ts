import { isClosed, isProblem, type Status } from '../../domain/status.ts'
import type { Life } from './lives.ts'
import { UNDO_SECONDS } from './lives.ts'

/** An order's event, as far as the model looks at it. */
export interface Told {
  seq: number
  type: string
  happeningId: string
  version: number
}

/** What somebody did and the desk refused. */
export interface Refused {
  id: string
  type: string
  seenVersion: number | null
  code: string
  /** The last event that counts when it was refused. */
  eventSeq: number | null
}

/**
 * How an order stands after what was written down of it, by rules of the trade that are told here once more (contract §4)
 * and share nothing with the program's own. @returns a sentence where something befell it that could not.
 */
export function fold(life: Life, events: readonly Told[]): { status: Status | null; wrong: string | null } {
  let status: Status | null = null
  const before: (Status | null)[] = []
  for (const event of events) {
    const next = after(life, status, event.type, before)
    if (next === null) return { status, wrong: `${event.type} befell it as ${status ?? 'nothing yet'}` }
    if (next !== status && event.type !== 'undo') before.push(status)
    status = next
  }
  return { status, wrong: null }
}

const isOdd = ({ lines }: Life) => lines.some(({ sku }) => sku.startsWith('ODD'))

/** Null: that can't be. */
function after(life: Life, status: Status | null, type: string, before: (Status | null)[]): Status | null {
  const from = (...fits: Status[]) => status !== null && fits.includes(status)
  const isDelivery = life.fulfilment === 'delivery'
  switch (type) {
    case 'received':
      if (status !== null) return null
      if (!life.isKnown) return 'customer_id_required'
      return isOdd(life) ? 'product_match_failed' : 'new'
    case 'cancellation':
      return status === null || isProblem(status) || from('new', 'in_process') ? 'rejected' : status
    case 'identifyCustomer':
      if (!from('customer_id_required')) return null
      return isOdd(life) ? 'product_match_failed' : 'new'
    case 'matchProduct':
      return from('product_match_failed', 'customer_id_required') ? status : null
    case 'processSale':
      return from('product_match_failed') ? 'new' : null
    case 'accept':
      return from('new') ? 'in_process' : null
    case 'reject':
      return status && (isProblem(status) || from('new', 'in_process', 'ready_for_pickup'))
        ? 'rejected'
        : null
    case 'ready':
      return from('in_process') && !isDelivery ? 'ready_for_pickup' : null
    case 'ship':
      return from('in_process') && isDelivery ? 'shipped' : null
    case 'complete':
      return from(isDelivery ? 'shipped' : 'ready_for_pickup') ? 'completed' : null
    case 'undo':
      return before.pop() ?? null
    case 'captureDeclined':
      return from('in_process', 'ready_for_pickup') ? 'new' : status
    default:
      return status
  }
}

/** Why a refusal is wrong; null: the desk had to refuse. */
export function wrongRefusal(life: Life, events: readonly Told[], refused: Refused): string | null {
  const earlier = events.filter(({ seq }) => seq <= (refused.eventSeq ?? 0))
  const { status } = fold(life, earlier)
  const version = earlier.at(-1)?.version ?? 0
  const fits = after(life, status, refused.type, [status]) !== null
  const said = `${refused.type} was refused as ${refused.code} while it was ${status}`
  switch (refused.code) {
    case 'stale':
      return refused.seenVersion === version ? said : null
    case 'closed':
      return status && isClosed(status) && !fits ? null : said
    case 'wrong_status':
    case 'wrong_fulfilment':
      return fits ? said : null
    case 'payment_pending':
      return life.fulfilment === 'reserve' ? said : null
    case 'undo_over':
      return refused.type === 'undo' ? null : said
    case 'not_last_step':
    case 'payment_under_way':
      return refused.type === 'undo' && UNDO_SECONDS[life.store] > 0 ? null : said
    default:
      return said
  }
}
