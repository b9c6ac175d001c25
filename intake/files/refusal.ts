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

  add(row: number, errors: readonly { column: string; reason: string }[]): void {
    this.rows += 1
    const left = Math.max(0, this.#listedMax - this.listed.length)
    this.listed.push(...errors.slice(0, left).map((error) => ({ row, ...error })))
  }
}
