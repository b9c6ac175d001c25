/** The whole file can't be used; nothing of it was. */
export class UnusableFile extends Error {
  override name = 'UnusableFile'
}

export interface RowRefusal {
  /** As a spreadsheet counts: the header is row 1. In a file of lines, the line. */
  row: number
  column: string
  reason: string
}

export const REFUSALS_LISTED_MAX = 100

/** Keeps the first refusals and counts them all: a file with a million bad rows is told in a screenful. */
export class Refusals {
  readonly listed: RowRefusal[] = []
  readonly #listedMax: number
  #last: number | null = null
  rows = 0
  /** Of these, rows that are no rows of the table at all: whoever reads it never saw them. */
  unread = 0

  constructor(listedMax = REFUSALS_LISTED_MAX) {
    this.#listedMax = listedMax
  }

  addUnread(row: number, reason: string): void {
    this.unread += 1
    this.add(row, [{ column: '', reason }])
  }

  /** Of one row at once, or one after the other: it counts once. */
  add(row: number, errors: readonly { column: string; reason: string }[]): void {
    if (row !== this.#last) this.rows += 1
    this.#last = row
    const left = Math.max(0, this.#listedMax - this.listed.length)
    this.listed.push(...errors.slice(0, left).map((error) => ({ row, ...error })))
  }
}

/** What is told of rows whose key (`a SKU`, `an id`) stood in the file before. */
export const repeatedNote = (rows: number, key: string): string =>
  `${rows === 1 ? '1 row repeats' : `${rows} rows repeat`} ${key} of an earlier row; the first one counts`
