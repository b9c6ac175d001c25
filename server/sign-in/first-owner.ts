import { randomBytes } from 'node:crypto'
import type { Sql } from '../../db/client.ts'
import { commandLine, noteChange } from '../settings/changes.ts'
import { hashPassword } from './password.ts'
import { addUser, setPassword } from './users.ts'

/** Any number will do, as long as every process takes the same. */
const FIRST_OWNER_LOCK = 7_215_002

export interface Credentials {
  email: string
  password: string
}

/**
 * Makes the first owner of an empty shop: the configured one, or one with a password made up here.
 * @returns what to print once where it was made up, else null
 */
export async function ensureFirstOwner(
  sql: Sql,
  { firstOwner }: { firstOwner: Credentials | undefined },
): Promise<Credentials | null> {
  if (await hasUsers(sql)) return null
  const owner = firstOwner ?? {
    email: 'owner@kickstand.local',
    password: randomBytes(12).toString('base64url'),
  }
  const hash = await hashPassword(owner.password)
  const made = await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${FIRST_OWNER_LOCK})`
    if (await hasUsers(tx)) return false
    const person = await addUser(tx, owner.email, 'owner')
    if (!person) return false
    await setPassword(tx, person.id, hash)
    const change = {
      subjectKind: 'user',
      subject: person.id,
      action: 'added',
      after: { role: 'owner', firstStart: true },
    } as const
    await noteChange(tx, commandLine, change)
    return true
  })
  return made && !firstOwner ? owner : null
}

async function hasUsers(sql: Pick<Sql, never> & Parameters<typeof addUser>[0]): Promise<boolean> {
  const found = await sql`select from users limit 1`
  return found.length > 0
}
