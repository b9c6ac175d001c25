import { decimalsOf, formatAmount } from '../../domain/money.ts'
import { isGivenBack } from '../../domain/money-day.ts'
import type { EntryShown } from '../../views/money/money.ts'
import { textCell } from '../imports/refusals-csv.ts'

const columns =
  'at,store,source,order,sale,entry,method,merchant_account,payment_type,card_type,currency,amount,fee,reference'

/**
 * A line for each entry; what was given back is negative. Times are UTC; with a byte order mark, without which Excel
 * reads UTF-8 as something else.
 * @param hasMore there are more than these: the last line says so
 */
export function entriesAsCsv(entries: readonly EntryShown[], hasMore: boolean): string {
  const rest = hasMore ? [textCell(`more than ${entries.length} entries: ask for one store at a time`)] : []
  return `\ufeff${[columns, ...entries.map(lineOf), ...rest].join('\r\n')}\r\n`
}

function lineOf(entry: EntryShown): string {
  const { at, store, source, number, saleNumber, method, account, paymentType, cardType } = entry
  const { currency, amount, fee, reference } = entry
  const inDecimals = (minor: number) => formatAmount(minor, decimalsOf(currency) ?? 2)
  const texts = [store, source, number, saleNumber, entry.entry, method, account, paymentType, cardType]
  return [
    at.toISOString(),
    ...texts.map((text) => textCell(text ?? '')),
    textCell(currency),
    inDecimals(isGivenBack(entry.entry) ? -amount : amount),
    fee === null ? '' : inDecimals(fee),
    textCell(reference ?? ''),
  ].join(',')
}
