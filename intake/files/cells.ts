import type { CsvRow } from './csv-file.ts'

export interface CellError {
  column: string
  reason: string
}

/** What a row says, or what is wrong with it. */
export type ReadRow<T> = { ok: true; value: T } | { ok: false; errors: CellError[] }

const DECIMAL = /^\d{1,12}(\.\d{1,6})?$/
const STOCK_MAX = 2_147_483_647

/** Reads the cells of one row and collects what is wrong with them. */
export class Cells {
  readonly errors: CellError[] = []

  constructor(private readonly source: CsvRow) {}

  text(column: string, max: number): string | null {
    const text = this.source.cell(column)
    if (text.length > max) this.refuse(column, `has more than ${max} characters`)
    else if (text.includes('\0')) this.refuse(column, 'contains a NUL character')
    return text || null
  }

  required(column: string, max: number): string {
    const text = this.text(column, max)
    if (text === null) this.refuse(column, 'is empty')
    return text ?? ''
  }

  /** An amount with at most so many decimals that say something: 5.00 is a whole amount, too. */
  decimal(column: string, places = Number.POSITIVE_INFINITY): string | null {
    const text = this.source.cell(column)
    if (text === '') return null
    // First, since the next expression takes the square of what a long text takes.
    if (!DECIMAL.test(text)) this.refuse(column, `is no amount like 40.49: ${shown(text)}`)
    else if ((/^\d+\.(\d*?)0*$/.exec(text)?.[1] ?? '').length > places) {
      this.refuse(column, `has more decimals than the currency's ${places}: ${shown(text)}`)
    }
    return text
  }

  /** What the row says, unless something was wrong with it. */
  read<T>(value: T): ReadRow<T> {
    return this.errors.length > 0 ? { ok: false, errors: this.errors } : { ok: true, value }
  }

  oneOf<T extends string>(column: string, values: readonly T[], otherwise: T): T {
    const text = this.source.cell(column).toLowerCase()
    const value = values.find((one) => one === text)
    if (text !== '' && value === undefined)
      this.refuse(column, `must be ${values.join(' or ')}: ${shown(text)}`)
    return value ?? otherwise
  }

  /** Null: empty. Spreadsheets like to write 3 as 3.0. */
  count(column: string): number | null {
    const text = this.source.cell(column)
    if (text === '') return null
    const number = /^\d{1,10}(\.0+)?$/.test(text) ? Number(text) : Number.NaN
    if (number <= STOCK_MAX) return number
    this.refuse(column, `is no whole number from 0: ${shown(text)}`)
    return null
  }

  private refuse(column: string, reason: string): void {
    this.errors.push({ column, reason })
  }
}

const shown = (text: string): string => JSON.stringify(text.slice(0, 40))
