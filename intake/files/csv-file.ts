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
  if (header.done) throw new UnusableFile('The file is empty: its first row must name the columns')
  const columns = header.value.cells.map((name) => name.trim().toLowerCase())
  const double = columns.find((name, index) => name !== '' && columns.indexOf(name) !== index)
  if (double) throw new UnusableFile(`The column ${double} stands twice in the first row`)
  return { columns: columns.filter((name) => name !== ''), rows: rowsOf(records, columns, refusals) }
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

async function* recordsOf(file: FileBytes, refusals: Refusals, options: ReadOptions): AsyncGenerator<Rec> {
  const parser = parse({
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: ROW_CHARACTERS_MAX,
  })
  parser.on('skip', (error: CsvError) => {
    refusals.addUnread(Number(error.lines ?? 0), `can't be read: ${error.message}`)
  })
  // The loop below gets the error, too.
  pipeline(Readable.from(textOf(file, options)), parser, () => {})
  for await (const { info, record } of parser as AsyncIterable<{ info: Info; record: string[] }>) {
    yield { row: info.lines - lineBreaksIn(record), cells: record }
  }
}

/** The parser counts the line on which a record ends. */
function lineBreaksIn(cells: string[]): number {
  return cells.reduce((sum, cell) => sum + (cell.includes('\n') ? cell.split('\n').length - 1 : 0), 0)
}
