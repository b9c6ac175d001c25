import { sql } from 'drizzle-orm'
import { boolean, check, pgTable, text } from 'drizzle-orm/pg-core'
import { at, now } from './columns.ts'

/** At most one row: the sample shop comes to a home once, and once removed it stays away. */
export const sampleShop = pgTable(
  'sample_shop',
  {
    one: boolean().primaryKey().default(true),
    loadedAt: at('loaded_at').notNull().default(now),
    /** When the last of its orders had come and its staff had done their part; null: they are at it. */
    playedAt: at('played_at'),
    removedAt: at('removed_at'),
    /** Workflows of removed orders that the engine has not been told to end yet. */
    workflowsLeft: text('workflows_left').array().notNull().default(sql`'{}'`),
  },
  () => [check('sample_shop_one', sql`one`)],
)
