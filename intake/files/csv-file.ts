import { pipeline, Readable } from 'node:stream'
import { type CsvError, type Info, parse } from 'csv-parse'
import { type Refusals, UnusableFile } from './refusal.ts'
import { type FileBytes, type ReadOptions, textOf } from './text-file.ts'

export interface CsvRow {
  /** As a spreadsheet counts. */
  row: number
  /** The trimmed cell of a column; '' where it is empty. */
  cell: (column: string) => string
}

export interface CsvFile {
  columns: readonly string[]
  rows: AsyncGenerator<CsvRow>
}

/** An unclosed quote swallows what follows it: not the whole file. */
const ROW_CHARACTERS_MAX = 1_000_000
const COLUMNS_MAX = 1_000

/**
 * Opens a CSV file with a header row and reads it as it is used. Rows that can't be read go to `refusals`.
 * @throws UnusableFile without a header, or when it is not UTF-8
 */
export async function openCsv(
  file: FileBytes,
  refusals: Refusals,
  options: ReadOptions = {},
): Promise<CsvFile> {
  const records = recordsOf(file, refusals, options)
  const header = await records.next()
  if (header.done) throw new UnusableFile(whyNoHeader(refusals))
  const columns = header.value.cells.map((name) => name.trim().toLowerCase())
  if (columns.length > COLUMNS_MAX) {
    throw new UnusableFile(
      `The first row has ${columns.length} cells; a file may have ${COLUMNS_MAX} columns`,
    )
  }
  requireCommas(columns)
  const double = columns.find((name, index) => name !== '' && columns.indexOf(name) !== index)
  if (double) throw new UnusableFile(`The column ${shownColumn(double)} stands twice in the first row`)
  return { columns: columns.filter((name) => name !== ''), rows: rowsOf(records, columns, refusals) }
}

const NAME_SHOWN_MAX = 60
const NOTES_MAX = 20

/** A column's name as it can be told and kept, whatever the file says. */
export function shownColumn(name: string): string {
  const clean = name.replace(/[\p{Cc}\p{Cs}]/gu, '\ufffd')
  return clean.length > NAME_SHOWN_MAX ? `${clean.slice(0, NAME_SHOWN_MAX)}…` : clean
}

/** What is told of columns that nobody reads: some by name, the rest by their number. */
export function unusedNotes(names: readonly string[]): string[] {
  const more = names.length - NOTES_MAX
  const named = names.slice(0, NOTES_MAX).map((name) => `Column ${shownColumn(name)} is not used`)
  return more > 0 ? [...named, `and ${more} more columns are not used`] : named
}

function whyNoHeader({ listed: [first] }: Refusals): string {
  return first ? `The first row ${first.reason}` : 'The file is empty: its first row must name the columns'
}

/** Spreadsheets of much of Europe write semicolons and call it CSV. */
function requireCommas([only = '', ...others]: readonly string[]): void {
  if (others.length > 0) return
  const found = only.includes(';') ? 'semicolons' : only.includes('\t') ? 'tabs' : null
  if (found) throw new UnusableFile(`The columns are separated by ${found}; save the file with commas`)
}

interface Rec {
  row: number
  cells: string[]
}

async function* rowsOf(records: AsyncGenerator<Rec>, columns: string[], refusals: Refusals) {
  const places = new Map(columns.map((name, index) => [name, index]))
  const needed = columns.findLastIndex((name) => name !== '') + 1
  for await (const { row, cells } of records) {
    const isLonger = cells.slice(columns.length).some((cell) => cell.trim() !== '')
    // A line break that nobody quoted leaves a short row, whose missing cells would empty what is known.
    if (isLonger || cells.length < needed) {
      refusals.addUnread(row, `has ${cells.length} cells, the header ${columns.length}`)
      continue
    }
    yield { row, cell: (column: string) => (cells[places.get(column) ?? -1] ?? '').trim() }
  }
}

/** A quote within a cell is one of its characters, like inches; an unclosed one leaves what follows it unread. */
async function* recordsOf(file: FileBytes, refusals: Refusals, options: ReadOptions): AsyncGenerator<Rec> {
  let lastLine = 0
  let lostFrom = Number.POSITIVE_INFINITY
  const parser = parse({
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: ROW_CHARACTERS_MAX,
    on_record: (record: string[], { lines }) => {
      lastLine = lines
      return record
    },
  })
  // The parser tells of each piece of a row that is too long.
  parser.on('skip', ({ code, message }: CsvError) => {
    if (lostFrom <= lastLine + 1) return
    lostFrom = lastLine + 1
    refusals.addUnread(lostFrom, unreadWhy.get(code) ?? `can't be read: ${message}`)
  })
  // The loop below gets the error, too.
  pipeline(Readable.from(textOf(file, options)), parser, () => {})
  for await (const { info, record } of parser as AsyncIterable<{ info: Info; record: string[] }>) {
    if (info.lines < lostFrom) yield { row: info.lines - lineBreaksIn(record), cells: record }
  }
}

const unreadWhy = new Map<string, string>([
  ['CSV_QUOTE_NOT_CLOSED', 'opens a quotation mark that nothing closes: nothing from here on was read'],
  [
    'CSV_MAX_RECORD_SIZE',
    'has more than a million characters, as where a quotation mark is not closed: nothing from here on was read',
  ],
])

/** The parser counts the line on which a record ends. */
function lineBreaksIn(cells: string[]): number {
  return cells.reduce((sum, cell) => sum + (cell.includes('\n') ? cell.split('\n').length - 1 : 0), 0)
}
