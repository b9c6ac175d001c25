import type { Sql } from '../../db/client.ts'
import type { PersonListed, PersonShown } from '../../views/settings/people.ts'

const PEOPLE_SHOWN = 500

const columns = (sql: Sql) => sql`
  u.id, u.name, u.email, u.role, u.last_seen_at, u.deactivated_at, u.two_factor_enabled as has_second_factor, r.asked_at,
  exists (select from accounts a where a.user_id = u.id and a.provider_id = 'credential') as has_password`

/** Everybody; whoever asks for help first, then by name. */
export function loadPeople(sql: Sql): Promise<PersonListed[]> {
  return sql<PersonListed[]>`
    select ${columns(sql)}
    from users u left join password_requests r on r.user_id = u.id
    order by u.deactivated_at is not null, r.asked_at nulls last, lower(u.name), u.id
    limit ${PEOPLE_SHOWN}`
}

export async function loadPerson(sql: Sql, userId: string): Promise<PersonShown | null> {
  const [person] = await sql<PersonShown[]>`
    select ${columns(sql)},
      (select count(*)::int from sessions s where s.user_id = u.id and s.expires_at > now()) as sessions
    from users u left join password_requests r on r.user_id = u.id
    where u.id = ${userId}`
  return person ?? null
}
