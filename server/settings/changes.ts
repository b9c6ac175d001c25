import type { Sql, Tx } from '../../db/client.ts'
import type { ChangeAction, ChangeSubject } from '../../domain/changes.ts'

/** Who changes something: somebody at a page, or whoever can use the command line; nobody fails to sign in. */
export type Actor = { kind: 'person'; userId: string } | { kind: 'command' } | { kind: 'nobody' }

export const commandLine: Actor = { kind: 'command' }

export interface Change {
  subjectKind: ChangeSubject
  subject: string
  action: ChangeAction
  before?: Record<string, unknown> | null
  /** Never a secret, never a person's name or address: this stays for good. */
  after?: Record<string, unknown> | null
}

/**
 * Notes a change for good; in the transaction that makes it.
 * @returns its number
 */
export async function noteChange(tx: Tx, actor: Actor, change: Change): Promise<number> {
  const { subjectKind, subject, action, before, after } = change
  const json = (value: Record<string, unknown> | null | undefined) => (value ? JSON.stringify(value) : null)
  const [noted] = await tx<{ id: number }[]>`
    insert into setting_changes (actor_kind, user_id, subject_kind, subject, action, before, after)
    values (${actor.kind}, ${actor.kind === 'person' ? actor.userId : null}, ${subjectKind}, ${subject}, ${action},
      ${json(before)}::text::jsonb, ${json(after)}::text::jsonb)
    returning id`
  if (!noted) throw new Error('a change was not noted')
  return noted.id
}

/** Who took what out as a file, and how much of it. */
export async function noteExport(sql: Sql, actor: Actor, file: string, rows: number): Promise<void> {
  const change = { subjectKind: 'export', subject: file, action: 'exported', after: { rows } } as const
  await sql.begin((tx) => noteChange(tx, actor, change))
}
