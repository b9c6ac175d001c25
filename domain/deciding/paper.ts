import type { Decision } from '../decision.ts'
import type { Happening } from '../happening.ts'
import type { OrderState } from '../order.ts'
import { unchanged } from './sale.ts'

/** What came of a paper: it is there, or somebody is told that it is not. */
export function decideFromPaper(
  order: OrderState,
  happening: Happening<'receiptMade' | 'receiptFailed'>,
): Decision {
  const others = order.problems.filter(({ code }) => code !== 'receipt_failed')
  if (happening.type === 'receiptMade') {
    return { change: unchanged({ ...order, problems: others }, { documentId: happening.payload.documentId }) }
  }
  const { errorId } = happening.payload
  return {
    change: unchanged({ ...order, problems: [...others, { code: 'receipt_failed', errorId }] }, { errorId }),
  }
}
