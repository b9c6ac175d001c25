import type { Difference, Repair, SkippedPart } from '../../domain/verify/difference.ts'
import type { Words } from '../words.ts'

/** What a check came to, as the command line tells it. */
export interface CheckTold {
  orders: number
  /** From before events were chained. */
  unchained: number
  /** All of them; told one by one are the first. */
  count: number
  differences: Difference[]
  skipped: SkippedPart[]
  repaired: { difference: Difference; repair: Repair }[]
}

export function checkAsJson({ repaired, ...told }: CheckTold) {
  const flat = ({ order, ...one }: Difference) => ({
    ...one,
    order: order && { source: order.source, number: order.number },
  })
  return {
    ...told,
    differences: told.differences.map(flat),
    repaired: repaired.map(({ difference, repair }) => ({ ...flat(difference), repair })),
  }
}

/** Of what was left out nobody knows. */
const agreement = (t: Words['t'], skipped: readonly SkippedPart[]) =>
  t(skipped.length > 0 ? 'booksCheck.printed.agreePart' : 'booksCheck.printed.agree')

export function checkAsText({ t }: Words, told: CheckTold): string {
  const { orders, unchained, count, differences, skipped, repaired } = told
  const nameOf = ({ order }: Difference) => (order ? `${order.source}/${order.number}` : t('booksCheck.shop'))
  const mended = repaired.map(
    ({ difference, repair }) =>
      `  ${nameOf(difference)}: ${t(`booksCheck.repair.${repair}`)} (${difference.about})`,
  )
  const listed = differences.flatMap((difference) => {
    const { code, about, expected, found } = difference
    return [
      `  ${nameOf(difference)}: ${t(`booksCheck.code.${code}.is`)}`,
      `    ${t('booksCheck.printed.values', { about: about || nameOf(difference), expected, found })}`,
      `    ${t(`booksCheck.code.${code}.todo`)}`,
    ]
  })
  const more = count - differences.length
  const lines = [
    ...(mended.length > 0
      ? [t('booksCheck.printed.repairing'), ...mended, t('booksCheck.printed.again')]
      : []),
    t('booksCheck.printed.checked', { count: orders }),
    ...(unchained > 0 ? [t('booksCheck.unchained', { count: unchained })] : []),
    ...skipped.map((part) => t(`booksCheck.skipped.${part}`)),
    count > 0 ? t('booksCheck.printed.differ', { count }) : agreement(t, skipped),
    ...listed,
    ...(more > 0 ? [t('booksCheck.printed.more', { count: more })] : []),
  ]
  return `${lines.join('\n')}\n`
}
