import type { Sql, Tx } from '../../db/client.ts'
import { differences } from '../../domain/changes.ts'
import type { Role } from '../../domain/status.ts'
import { addUser, endSessions, type Person, putWelcome } from '../sign-in/users.ts'
import { type Actor, noteChange } from './changes.ts'

/** The same number as in the trigger `users_keep_an_owner`: changes of people go one after the other. */
const PEOPLE_LOCK = 7_215_003

export type PersonRefusal =
  /** There is nobody with this id. */
  | 'unknown'
  /** Somebody has this address already. */
  | 'known'
  /** Whoever asks is no owner any more. */
  | 'not_owner'
  | 'last_owner'
  /** One's own role and access: another owner must change them, so that nobody locks himself out. */
  | 'yourself'
  /** A person who is deactivated gets no link. */
  | 'inactive'

type Refused = { ok: false; why: PersonRefusal }
export type PersonAnswer<T = object> = ({ ok: true } & T) | Refused

interface PersonRow extends Person {
  name: string
  role: Role
  deactivatedAt: Date | null
}

const refused = (why: PersonRefusal): Refused => ({ ok: false, why })

/** Adds somebody, with the token of the link by which they set their password. */
export function addPerson(
  sql: Sql,
  actor: Actor,
  { email, name, role }: { email: string; name?: string; role: Role },
): Promise<PersonAnswer<{ person: Person; token: string }>> {
  return changePeople(sql, actor, async (tx) => {
    const person = await addUser(tx, email, role, name)
    if (!person) return refused('known')
    await noteChange(tx, actor, { subjectKind: 'user', subject: person.id, action: 'added', after: { role } })
    return { ok: true, person, token: await putWelcome(tx, person.id) }
  })
}

/** Another one-time link; the password stays until it is used. */
export function makeLink(
  sql: Sql,
  actor: Actor,
  userId: string,
): Promise<PersonAnswer<{ person: Person; token: string }>> {
  return changePeople(sql, actor, async (tx) => {
    const person = await find(tx, userId)
    if (!person) return refused('unknown')
    if (person.deactivatedAt) return refused('inactive')
    await noteChange(tx, actor, { subjectKind: 'user', subject: userId, action: 'link_made' })
    return { ok: true, person, token: await putWelcome(tx, userId) }
  })
}

/** A new name or role; a change of role counts from the next page on. */
export function changePerson(
  sql: Sql,
  actor: Actor,
  userId: string,
  { name, role }: { name: string; role: Role },
): Promise<PersonAnswer> {
  return changePeople(sql, actor, async (tx) => {
    const person = await find(tx, userId)
    if (!person) return refused('unknown')
    if (person.role !== role && isOneself(actor, userId)) return refused('yourself')
    const changed = differences({ role: person.role }, { role })
    if (name !== person.name || changed) {
      await tx`update users set name = ${name}, role = ${role}, updated_at = now() where id = ${userId}`
      const what = changed ?? { before: null, after: { name: 'changed' } }
      await noteChange(tx, actor, { subjectKind: 'user', subject: userId, action: 'changed', ...what })
    }
    return { ok: true }
  })
}

/** Out at once, on every device; what they did stays theirs. */
export function deactivate(sql: Sql, actor: Actor, userId: string): Promise<PersonAnswer> {
  return changePeople(sql, actor, async (tx) => {
    const person = await find(tx, userId)
    if (!person) return refused('unknown')
    if (isOneself(actor, userId)) return refused('yourself')
    if (person.deactivatedAt) return { ok: true }
    await tx`update users set deactivated_at = now(), updated_at = now() where id = ${userId}`
    await tx`delete from verifications where value = ${userId} and identifier like 'welcome:%'`
    await tx`delete from password_requests where user_id = ${userId}`
    await endSessions(tx, userId)
    await noteChange(tx, actor, { subjectKind: 'user', subject: userId, action: 'deactivated' })
    return { ok: true }
  })
}

export function reactivate(sql: Sql, actor: Actor, userId: string): Promise<PersonAnswer> {
  return changePeople(sql, actor, async (tx) => {
    const person = await find(tx, userId)
    if (!person) return refused('unknown')
    if (!person.deactivatedAt) return { ok: true }
    // A sign-in that ran while they were deactivated may have left a session.
    await endSessions(tx, userId)
    await tx`update users set deactivated_at = null, updated_at = now() where id = ${userId}`
    await noteChange(tx, actor, { subjectKind: 'user', subject: userId, action: 'reactivated' })
    return { ok: true }
  })
}

export function signOutEverywhere(sql: Sql, actor: Actor, userId: string): Promise<PersonAnswer> {
  return changePeople(sql, actor, async (tx) => {
    if (!(await find(tx, userId))) return refused('unknown')
    await endSessions(tx, userId)
    await noteChange(tx, actor, { subjectKind: 'user', subject: userId, action: 'sessions_ended' })
    return { ok: true }
  })
}

const isOneself = (actor: Actor, userId: string) => actor.kind === 'person' && actor.userId === userId

/** One after the other, and only while whoever asks is an owner still: his page may be older than his demotion. */
async function changePeople<A extends PersonAnswer>(
  sql: Sql,
  actor: Actor,
  work: (tx: Tx) => Promise<A>,
): Promise<A | Refused> {
  try {
    return (await sql.begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(${PEOPLE_LOCK})`
      if (!(await isStillOwner(tx, actor))) return refused('not_owner')
      return work(tx)
    })) as A | Refused
  } catch (error) {
    if (isLastOwner(error)) return refused('last_owner')
    throw error
  }
}

async function isStillOwner(tx: Tx, actor: Actor): Promise<boolean> {
  if (actor.kind !== 'person') return actor.kind === 'command'
  const found = await tx`
    select from users where id = ${actor.userId} and role = 'owner' and deactivated_at is null`
  return found.length > 0
}

async function find(tx: Tx, userId: string): Promise<PersonRow | undefined> {
  const [person] = await tx<PersonRow[]>`
    select id, email, name, role, deactivated_at from users where id = ${userId}`
  return person
}

function isLastOwner(error: unknown): boolean {
  const { constraint_name } = error as { constraint_name?: string }
  return constraint_name === 'users_last_owner'
}
