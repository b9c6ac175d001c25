import type { Sql } from '../../db/client.ts'
import { noteChange } from '../settings/changes.ts'

/** Somebody came in, for the record of changes. */
export async function noteSignIn(sql: Sql, userId: string, by: 'password' | 'code' | 'link'): Promise<void> {
  const actor = { kind: 'person', userId } as const
  await sql.begin((tx) =>
    noteChange(tx, actor, { subjectKind: 'user', subject: userId, action: 'signed_in', after: { by } }),
  )
}

/** The first failure of a series, and the one that locks the account: what stays for good has to have an end. */
const FAILURES_NOTED = [1, 10]

/** One statement, whether there is such a person or not. */
export async function noteFailedSignIn(sql: Sql, email: string, failures: number): Promise<void> {
  await sql`
    insert into setting_changes (actor_kind, subject_kind, subject, action, after)
    select 'nobody', 'user', id, 'sign_in_failed', jsonb_build_object('failures', ${failures}::int)
    from users where email = ${email.replaceAll('\0', '').trim().toLowerCase()} and ${failures}::int = any(${FAILURES_NOTED}::int[])`
}
