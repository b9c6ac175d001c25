import { sql } from 'drizzle-orm'
import {
  bigint,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { importKinds, importStates, workingStates } from '../../domain/imports.ts'
import { users } from './auth.ts'
import { at, bytea, now, oneOf } from './columns.ts'
import { sources } from './shop.ts'

/** Files that people brought in with the browser: looked through first, taken over when somebody says so. */
export const imports = pgTable(
  'imports',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    kind: text().notNull(),
    source: text().references(() => sources.id, { onDelete: 'cascade' }),
    fileName: text('file_name').notNull(),
    bytes: bigint({ mode: 'number' }).notNull().default(0),
    state: text().notNull().default('uploading'),
    userId: text('user_id')
      .notNull()
      .references(() => users.id),
    /** Columns and first rows, while there is something to decide. */
    preview: jsonb(),
    /** What the look found: the figures of a run that was taken back. */
    expected: jsonb(),
    /** What came of it, kept with every batch. */
    figures: jsonb(),
    /** How many bytes were read, of a look or a run under way. */
    bytesRead: bigint('bytes_read', { mode: 'number' }).notNull().default(0),
    refusedRows: integer('refused_rows').notNull().default(0),
    /** Why the file can't be used, or the error's id in the log. */
    failure: jsonb(),
    /** How often a process took it up: only the latest may write. */
    attempt: integer().notNull().default(0),
    /** Some process is at it until then. */
    leaseUntil: at('lease_until'),
    stopAskedAt: at('stop_asked_at'),
    createdAt: at('created_at').notNull().default(now),
    startedAt: at('started_at'),
    endedAt: at('ended_at'),
  },
  (table) => [
    uniqueIndex('imports_one_at_a_time').on(table.kind).where(oneOf('state', workingStates)),
    index('imports_open').on(table.createdAt).where(sql`ended_at is null`),
    check('imports_kind', oneOf('kind', importKinds)),
    check('imports_state', oneOf('state', importStates)),
    check('imports_source', sql`(kind = 'products') = (source is null)`),
    check(
      'imports_ended',
      sql`(state in ('done', 'failed', 'stopped', 'discarded')) = (ended_at is not null)`,
    ),
    check('imports_failure', sql`(state = 'failed') = (failure is not null)`),
  ],
)

/** The file in pieces, until its import has ended: any web server can go on with it. */
export const importPieces = pgTable(
  'import_pieces',
  {
    importId: bigint('import_id', { mode: 'number' })
      .notNull()
      .references(() => imports.id, { onDelete: 'cascade' }),
    seq: integer().notNull(),
    bytes: bytea('bytes').notNull(),
  },
  (table) => [primaryKey({ columns: [table.importId, table.seq] })],
)

export const importRefusals = pgTable(
  'import_refusals',
  {
    importId: bigint('import_id', { mode: 'number' })
      .notNull()
      .references(() => imports.id, { onDelete: 'cascade' }),
    seq: integer().notNull(),
    row: integer().notNull(),
    column: text().notNull(),
    reason: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.importId, table.seq] })],
)
