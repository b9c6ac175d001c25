import { index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { at, now } from './columns.ts'
import { sources } from './shop.ts'

/** The replay guard: each signed POST of the last 24 h with its answer, written with what it stored. */
export const apiRequests = pgTable(
  'api_requests',
  {
    source: text()
      .notNull()
      .references(() => sources.id),
    webhookId: text('webhook_id').notNull(),
    path: text().notNull(),
    bodyHash: text('body_hash').notNull(),
    status: integer(),
    answer: jsonb(),
    at: at('at').notNull().default(now),
  },
  (table) => [
    primaryKey({ columns: [table.source, table.webhookId] }),
    index('api_requests_at').on(table.at),
  ],
)
