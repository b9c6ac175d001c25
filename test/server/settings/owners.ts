import type { Sql } from '../../../db/client.ts'

/** A shop with two owners, a manager and somebody at the counter; everybody's id is their name. */
export async function hirePeople(sql: Sql): Promise<void> {
  await sql`
    insert into users (id, name, email, role) values
      ('olga', 'Olga', 'olga@example.com', 'owner'), ('otto', 'Otto', 'otto@example.com', 'owner'),
      ('mia', 'Mia', 'mia@example.com', 'manager'), ('sam', 'Sam', 'sam@example.com', 'staff')`
}

/** Starts anew; what was noted goes but for those who may change the table itself. */
export async function forgetEverything(sql: Sql, alsoPeople = false): Promise<void> {
  await sql`alter table setting_changes disable trigger user`
  await sql.unsafe(
    `truncate ${alsoPeople ? 'users, sign_in_failures, verifications cascade' : 'setting_changes'}`,
  )
  await sql`alter table setting_changes enable trigger user`
}

/** Everything that was noted about somebody or something, as "who: action before → after". */
export async function changesOf(sql: Sql, subject: string): Promise<string[]> {
  const rows = await sql<
    { userId: string | null; action: string; before: object | null; after: object | null }[]
  >`select user_id, action, before, after from setting_changes where subject = ${subject} order by id`
  return rows.map(({ userId, action, before, after }) => {
    const from = before ? `${JSON.stringify(before)} → ` : ''
    return `${userId ?? 'command'}: ${action} ${from}${after ? JSON.stringify(after) : ''}`.trim()
  })
}
