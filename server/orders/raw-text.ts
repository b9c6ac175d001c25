import { differencesBetween } from '../../domain/comparison/versions.ts'
import type { OtherContent, RawText } from '../../views/order/details.ts'

/** An order may be 5 MB; a page shows its beginning, and a link leads to the whole. */
const SHOWN_MAX = 50_000
/** Longer text is shown as it came: to lay it out costs more than it helps. */
const LAID_OUT_MAX = 500_000

/** The beginning of a raw order, laid out where it is JSON. */
export function rawText(raw: string): RawText {
  const text = laidOut(raw)
  return { text: text.slice(0, SHOWN_MAX), cut: text.length > SHOWN_MAX }
}

/** Another content of the same order, with where it differs. */
export function otherContent(raw: string, other: { raw: string; receivedAt: Date }): OtherContent {
  const [first, later] = [parsed(raw), parsed(other.raw)]
  const differences = first === undefined || later === undefined ? null : differencesBetween(first, later)
  return { ...rawText(other.raw), receivedAt: other.receivedAt, differences }
}

function laidOut(raw: string): string {
  const content = raw.length <= LAID_OUT_MAX ? parsed(raw) : undefined
  if (content === undefined) return raw
  try {
    return JSON.stringify(content, null, 2)
  } catch (error) {
    // Nested deeper than the stack.
    if (error instanceof RangeError) return raw
    throw error
  }
}

/** Undefined: no JSON. */
function parsed(raw: string): unknown {
  try {
    return JSON.parse(raw)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
