import type { ImportKind } from '../../domain/imports.ts'
import { JSON_LEVELS_MAX, nestsDeeper } from '../element-texts.ts'
import { LINK_COLUMN } from '../import-customers.ts'
import { LEVEL_COLUMN } from '../import-products.ts'
import { openCsv } from './csv-file.ts'
import { customerColumns } from './customer-row.ts'
import { linesOf } from './lines-file.ts'
import { productColumns } from './product-row.ts'
import { Refusals } from './refusal.ts'
import type { FileBytes } from './text-file.ts'

/** The beginning of a file, as somebody recognises it. */
export interface FilePreview {
  columns: { name: string; isUsed: boolean }[]
  rows: string[][]
}

const ROWS = 5
const CELL_MAX = 80
const COLUMNS_MAX = 60
const LINE_MAX = 5 * 1024 * 1024

/** @throws UnusableFile where a table has no header, or the file is not UTF-8 */
export function previewFile(kind: ImportKind, file: FileBytes): Promise<FilePreview> {
  return kind === 'orders' ? previewOrders(file) : previewTable(kind, file)
}

async function previewTable(kind: 'products' | 'customers', file: FileBytes): Promise<FilePreview> {
  const csv = await openCsv(file, new Refusals())
  const known = new Set<string>(kind === 'products' ? productColumns : [...customerColumns, LINK_COLUMN])
  const isUsed = (name: string) => known.has(name) || (kind === 'products' && name.startsWith(LEVEL_COLUMN))
  const columns = csv.columns.slice(0, COLUMNS_MAX)
  const rows: string[][] = []
  for await (const { cell } of csv.rows) {
    rows.push(columns.map((name) => shown(cell(name))))
    if (rows.length === ROWS) break
  }
  return { columns: columns.map((name) => ({ name: shown(name), isUsed: isUsed(name) })), rows }
}

const orderColumns = ['number', 'placedAt', 'fulfilment', 'storeCode', 'currency', 'total'] as const

async function previewOrders(file: FileBytes): Promise<FilePreview> {
  const rows: string[][] = []
  for await (const { text } of linesOf(file, LINE_MAX)) {
    rows.push(orderCells(text ?? ''))
    if (rows.length === ROWS) break
  }
  return { columns: orderColumns.map((name) => ({ name, isUsed: true })), rows }
}

function orderCells(line: string): string[] {
  const order = parsed(line)
  return orderColumns.map((name) => {
    const value = order !== null && Object.hasOwn(order, name) ? order[name] : ''
    return typeof value === 'string' || typeof value === 'number' ? shown(String(value)) : ''
  })
}

function parsed(line: string): Record<string, unknown> | null {
  if (nestsDeeper(line, JSON_LEVELS_MAX)) return null
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? { ...value } : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

/** PostgreSQL keeps neither NUL nor half a surrogate pair. */
const shown = (text: string) => {
  const clean = text.replace(/[\0\p{Cs}]/gu, '')
  return clean.length > CELL_MAX ? `${clean.slice(0, CELL_MAX).replace(/\p{Cs}/gu, '')}…` : clean
}
