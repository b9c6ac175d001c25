import { canonical, isSame } from './canonical.ts'
import type { OrderLine, OrderState, Problem, Step } from './order.ts'

/** As the events keep a line; what the website wrote of it stays in the inbox of orders. */
type LineStanding = Pick<OrderLine, 'quantity' | 'productId' | 'matchedBy' | 'problem' | 'allocated'>

/** What staff type may name people, and people can be erased: it stays in rows that can go. */
const typed = ['location', 'carrier', 'trackingNumber', 'approvalNumber'] as const

/** How an order stands, as its events can prove it: plain JSON, times ISO 8601. Payments have a table of their own. */
export interface Standing
  extends Omit<OrderState, (typeof typed)[number] | 'paidAtTill' | 'step' | 'problems' | 'lines'> {
  problems: Omit<Problem, 'message'>[]
  /** Not how it stood before: that is what the earlier events say. */
  step: Omit<Step, 'from'> | null
  lines: Record<string, LineStanding>
}

/** What one event changed: only the fields, and of the lines only those, that are others now. */
export type StandingChange = Partial<Standing>

export function standingOf({ lines, problems, step, ...order }: OrderState): Standing {
  const {
    location: _,
    carrier: __,
    trackingNumber: ___,
    approvalNumber: ____,
    paidAtTill: _____,
    ...state
  } = order
  return {
    ...state,
    problems: problems.map((problem) => {
      if (problem.code !== 'unreadable') return problem
      return { code: problem.code, path: problem.path }
    }),
    step: step && { id: step.id, type: step.type, at: step.at, until: step.until },
    lines: Object.fromEntries(lines.map((line) => [line.id, lineStanding(line)])),
  }
}

const lineStanding = ({ quantity, productId, matchedBy, problem, allocated }: OrderLine): LineStanding => ({
  quantity,
  productId,
  matchedBy,
  problem,
  allocated,
})

/** @param before null: the order had no status yet */
export function standingChange(before: OrderState | null, after: OrderState): StandingChange {
  const now = standingOf(after)
  if (before === null) return now
  const then = standingOf(before)
  const { lines, ...rest } = now
  const others = Object.entries(rest).filter(
    ([name, value]) => !isSame(value, then[name as keyof StandingChange]),
  )
  const otherLines = Object.entries(lines).filter(([id, line]) => !isSame(line, then.lines[id]))
  return {
    ...Object.fromEntries(others),
    ...(otherLines.length > 0 && { lines: Object.fromEntries(otherLines) }),
  }
}

/** The fold of an order's events, oldest first: how it stands after them. */
export function foldStanding(changes: readonly StandingChange[]): StandingChange {
  const lines = Object.assign({}, ...changes.map((change) => change.lines))
  return Object.assign({}, ...changes, { lines })
}

/**
 * Where the row says something else than the events do; empty: they agree. A deadline that was answered may be taken
 * off the row without an event, so the row may have fewer of them, never another one.
 */
export function standingDifferences(
  folded: StandingChange,
  row: OrderState,
): { field: string; events: unknown; row: unknown }[] {
  const { deadlines, lines, ...rest } = standingOf(row)
  const told = new Set(folded.deadlines?.map(canonical))
  const fields = Object.entries(rest).map(
    ([field, value]) => [field, folded[field as keyof Standing], value] as const,
  )
  const ids = new Set([...Object.keys(lines), ...Object.keys(folded.lines ?? {})])
  const ofLines = [...ids].map((id) => [`lines.${id}`, folded.lines?.[id], lines[id]] as const)
  const others = [...fields, ...ofLines].filter(([, events, value]) => !isSame(events, value))
  const untold = deadlines.filter((deadline) => !told.has(canonical(deadline)))
  return [
    ...others.map(([field, events, value]) => ({ field, events, row: value })),
    ...untold.map((deadline) => ({ field: 'deadlines', events: folded.deadlines, row: deadline })),
  ]
}
