import type { ImportKind, ImportState } from '../../domain/imports.ts'

export interface ImportListed {
  id: number
  kind: ImportKind
  source: string | null
  fileName: string
  state: ImportState
  who: string
  createdAt: Date
}

/** Counts by name (`rows`, `added`, …), and notes in the file's own terms. */
export interface ImportFigures {
  rows?: number
  added?: number
  changed?: number
  counted?: number
  linked?: number
  duplicates?: number
  unreadable?: number
  notes?: string[]
}

export interface ImportShown extends ImportListed {
  bytes: number
  bytesRead: number
  preview: { columns: { name: string; isUsed: boolean }[]; rows: string[][] } | null
  expected: ImportFigures | null
  figures: ImportFigures | null
  refusedRows: number
  refusals: { row: number; column: string; reason: string }[]
  /** More are in the file to download. */
  moreRefusals: boolean
  failure: { message?: string; errorId?: string } | null
  stopAskedAt: Date | null
}

export const figureNames = [
  'rows',
  'added',
  'changed',
  'counted',
  'linked',
  'duplicates',
  'unreadable',
] as const
