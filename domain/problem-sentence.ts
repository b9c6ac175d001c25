import type { MatchProblem } from './matching.ts'
import type { Problem } from './order.ts'

const whyUnmatched: Record<MatchProblem, string> = {
  none: 'no product of the catalogue has one of its identifiers',
  several: 'several products have its identifier',
  conflict: 'its identifiers stand on different products',
}

/** The API speaks English; the pages have their own words in the locale files. */
export function problemSentence(problem: Problem): string {
  switch (problem.code) {
    case 'unreadable':
      return `The order could not be read: ${problem.path ? `${problem.path}: ` : ''}${problem.message}`
    case 'customer_not_identified':
      return 'Staff have to tell which customer of the shop this is.'
    case 'product_not_matched':
      return `Staff have to match line ${problem.line}: ${whyUnmatched[problem.problem]}.`
    case 'short':
      return `Stock is short: ${problem.owed} of line ${problem.line} are owed.`
    case 'cancellation_asked':
      return 'The customer cancelled too late to reject the order by itself: staff decide.'
    case 'content_differs':
      return 'The website sent other content under the same number; the first one stands.'
    case 'answer_missed':
      return `Nobody answered by ${problem.by}.`
    case 'hold_ended':
      return `Nobody collected it by ${problem.by}.`
    case 'promise_missed':
      return `It was promised for ${problem.by} and is not ready.`
    case 'payment_declined':
      return `The payment could not be taken: ${problem.reason}.`
    case 'payment_unknown':
      return `Nobody knows whether the payment was taken (error ${problem.errorId}): staff look it up.`
    case 'refund_failed':
      return `The refund could not be made: ${problem.reason}.`
    case 'capture_ends':
      return `The reserved money is let go at ${problem.by}.`
    case 'disputed':
      return `The customer's bank disputes the payment: ${problem.reason}.`
    case 'receipt_failed':
      return `The receipt could not be made (error ${problem.errorId}).`
  }
}
