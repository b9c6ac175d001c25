import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { Queryable, Sql, Tx } from '../../db/client.ts'
import type { Role } from '../../domain/status.ts'
import { noteChange } from '../settings/changes.ts'
import { hashPassword } from './password.ts'

export interface Person {
  id: string
  email: string
}

/** "anna.de-vries@shop.example" → "Anna": what the timeline calls somebody until they say otherwise. */
export function nameFrom(email: string): string {
  const [first = ''] = email.split(/[@.+_-]/)
  return first === '' ? email : first[0]?.toUpperCase() + first.slice(1)
}

/** Null: there is somebody with this address already. */
export async function addUser(
  sql: Sql | Tx,
  email: string,
  role: Role,
  name?: string,
): Promise<Person | null> {
  const id = randomUUID()
  const address = email.trim().toLowerCase()
  const added = await sql`
    insert into users (id, name, email, role) values (${id}, ${name ?? nameFrom(address)}, ${address}, ${role})
    on conflict (email) do nothing returning id`
  return added.length > 0 ? { id, email: address } : null
}

export async function findUser(sql: Sql, email: string): Promise<Person | null> {
  const [user] = await sql<Person[]>`
    select id, email from users where email = ${email.trim().toLowerCase()}`
  return user ?? null
}

/** Sets the password; ends all sessions, or all but `keep`, and what was asked about a lost one. */
export async function setPassword(tx: Tx, userId: string, hash: string, keep?: string): Promise<void> {
  const changed = await tx`
    update accounts set password = ${hash}, updated_at = now()
    where user_id = ${userId} and provider_id = 'credential'`
  if (changed.count === 0) {
    await tx`
      insert into accounts (id, account_id, provider_id, user_id, password)
      values (${randomUUID()}, ${userId}, 'credential', ${userId}, ${hash})`
  }
  await tx`delete from password_requests where user_id = ${userId}`
  await endSessions(tx, userId, keep)
}

/** Ends the sessions of somebody, or all but one. @returns how many */
export async function endSessions(sql: Queryable, userId: string, keep = ''): Promise<number> {
  const { count } = await sql`delete from sessions where user_id = ${userId} and id <> ${keep}`
  return count
}

const identifierOf = (token: string) => `welcome:${createHash('sha256').update(token).digest('base64url')}`

/** A token for a link with which somebody sets a password, once and within a day; earlier ones end. */
export const makeWelcome = (sql: Sql, userId: string): Promise<string> =>
  sql.begin((tx) => putWelcome(tx, userId))

/** `makeWelcome` within a transaction; a request for help with the password is answered by it. */
export async function putWelcome(tx: Tx, userId: string): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  await tx`delete from verifications where value = ${userId} and identifier like 'welcome:%'`
  await tx`
    insert into verifications (id, identifier, value, expires_at)
    values (${randomUUID()}, ${identifierOf(token)}, ${userId}, now() + interval '24 hours')`
  await tx`delete from password_requests where user_id = ${userId}`
  return token
}

/** Whose link this is; looking does not use it up. */
export async function whoseWelcome(sql: Sql, token: string): Promise<Person | null> {
  const [person] = await sql<Person[]>`
    select u.id, u.email from verifications v join users u on u.id = v.value
    where v.identifier = ${identifierOf(token)} and v.expires_at > now() and u.deactivated_at is null`
  return person ?? null
}

/** Uses the link up and sets the password; false: somebody was faster. */
export async function useWelcome(sql: Sql, token: string, password: string): Promise<boolean> {
  const hash = await hashPassword(password)
  return sql.begin(async (tx) => {
    const [used] = await tx<{ value: string }[]>`
      delete from verifications where identifier = ${identifierOf(token)} and expires_at > now() returning value`
    if (!used) return false
    await setPassword(tx, used.value, hash)
    await notePassword(tx, used.value)
    return true
  })
}

/** Somebody set a password of their own. */
export async function notePassword(tx: Tx, userId: string): Promise<void> {
  const actor = { kind: 'person', userId } as const
  await noteChange(tx, actor, { subjectKind: 'user', subject: userId, action: 'password_changed' })
}
