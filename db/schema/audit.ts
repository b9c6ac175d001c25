import { sql } from 'drizzle-orm'
import { bigint, check, index, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { actorKinds, changeActions, changeSubjects } from '../../domain/changes.ts'
import { users } from './auth.ts'
import { at, now, oneOf } from './columns.ts'

/**
 * Who changed what of the shop's set-up, and when: append-only, a trigger refuses the rest. Ids and figures, never a
 * secret, never a person's name or address.
 */
export const settingChanges = pgTable(
  'setting_changes',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    at: at('at').notNull().default(now),
    actorKind: text('actor_kind').notNull(),
    userId: text('user_id').references(() => users.id),
    subjectKind: text('subject_kind').notNull(),
    subject: text().notNull(),
    action: text().notNull(),
    before: jsonb(),
    after: jsonb(),
  },
  (table) => [
    index('setting_changes_subject').on(table.subjectKind, table.subject, table.id),
    check('setting_changes_actor', oneOf('actor_kind', actorKinds)),
    check('setting_changes_person', sql`(actor_kind = 'person') = (user_id is not null)`),
    check('setting_changes_subject_kind', oneOf('subject_kind', changeSubjects)),
    check('setting_changes_action', oneOf('action', changeActions)),
  ],
)
