export interface RefusedRow {
  row: number
  column: string
  reason: string
}

/** A spreadsheet takes what begins so for a formula and carries it out (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r]/

/** A cell that is text to every spreadsheet. */
export function textCell(text: string): string {
  const harmless = FORMULA.test(text) ? `'${text}` : text
  return `"${harmless.replaceAll('"', '""')}"`
}

/** Row, column and reason; with a byte order mark, without which Excel reads UTF-8 as something else. */
export function refusalsAsCsv({ listed, rows }: { listed: readonly RefusedRow[]; rows: number }): string {
  const lines = listed.map(({ row, column, reason }) => `${row},${textCell(column)},${textCell(reason)}`)
  const shown = new Set(listed.map(({ row }) => row)).size
  const more = rows - shown
  const rest = more > 0 ? [`,,${textCell(`and ${more} more ${more === 1 ? 'row' : 'rows'}`)}`] : []
  return `\ufeff${['row,column,reason', ...lines, ...rest].join('\r\n')}\r\n`
}
