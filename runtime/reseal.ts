import { symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto'
import type { Sql, Tx } from '../db/client.ts'
import { sessionSecret } from '../server/auth.ts'
import { commandLine, noteChange } from '../server/settings/changes.ts'
import { CommandError } from './command-error.ts'
import { secretBox } from './secret-box.ts'

/** Every column that holds something sealed by the home's key, with the columns that name its row. */
const sealedColumns = [
  { table: 'retiring_secrets', id: 'id', column: 'sealed' },
  { table: 'payment_accounts', id: 'id', column: 'api_key' },
  { table: 'payment_accounts', id: 'id', column: 'webhook_secret' },
  { table: 'mail_server', id: 'id', column: 'sealed_password' },
] as const

/** Those that better-auth seals, with a key of its own from the home's. */
const factorColumns = ['secret', 'backup_codes'] as const

/**
 * Seals everything anew, in one transaction: all of it or nothing. Sessions end, since their cookies are signed with
 * the old key.
 * @returns how many secrets
 * @throws CommandError where something does not open with the former key; nothing is changed then
 */
export function resealAll(sql: Sql, former: Buffer, next: Buffer): Promise<number> {
  return sql.begin(async (tx) => {
    const sealed = (await resealSources(tx, former, next)) + (await resealColumns(tx, former, next))
    const factors = await resealFactors(tx, former, next)
    await tx`delete from sessions`
    const change = { subjectKind: 'setting', subject: 'key', action: 'key_rotated' } as const
    await noteChange(tx, commandLine, { ...change, after: { secrets: sealed + factors } })
    return sealed + factors
  })
}

/** Whether what is sealed there is sealed with this key; false, too, where nothing is. */
export async function opensWith(sql: Sql, key: Buffer): Promise<boolean> {
  const [one] = await sql<{ sealed: string; isFactor: boolean }[]>`
    select secrets[1] as sealed, false as is_factor from sources where cardinality(secrets) > 0
    union all select sealed, false from retiring_secrets
    union all select api_key, false from payment_accounts
    union all select sealed_password, false from mail_server where sealed_password is not null
    union all select secret, true from two_factors
    limit 1`
  if (!one) return false
  try {
    if (one.isFactor) await symmetricDecrypt({ key: sessionSecret(key), data: one.sealed })
    else secretBox(key).open(one.sealed)
    return true
  } catch {
    return false
  }
}

function resealer(former: Buffer, next: Buffer) {
  const [from, to] = [secretBox(former), secretBox(next)]
  return (sealed: string, what: string) => {
    try {
      return to.seal(from.open(sealed))
    } catch {
      throw new CommandError(
        `${what} does not open with the present key: type it anew first. Nothing is changed`,
      )
    }
  }
}

async function resealSources(tx: Tx, former: Buffer, next: Buffer): Promise<number> {
  const again = resealer(former, next)
  const sources = await tx<{ id: string; secrets: string[] }[]>`select id, secrets from sources for update`
  for (const { id, secrets } of sources) {
    const sealed = secrets.map((secret) => again(secret, `A secret of source ${id}`))
    await tx`update sources set secrets = ${sealed} where id = ${id}`
  }
  return sources.reduce((sum, { secrets }) => sum + secrets.length, 0)
}

async function resealColumns(tx: Tx, former: Buffer, next: Buffer): Promise<number> {
  const again = resealer(former, next)
  let count = 0
  for (const { table, id, column } of sealedColumns) {
    const rows = await tx<{ rowId: string; sealed: string }[]>`
      select ${tx(id)}::text as row_id, ${tx(column)} as sealed from ${tx(table)} where ${tx(column)} is not null for update`
    for (const { rowId, sealed } of rows) {
      await tx`
        update ${tx(table)} set ${tx(column)} = ${again(sealed, `${table}.${column}`)} where ${tx(id)}::text = ${rowId}`
    }
    count += rows.length
  }
  return count
}

async function resealFactors(tx: Tx, former: Buffer, next: Buffer): Promise<number> {
  const [from, to] = [sessionSecret(former), sessionSecret(next)]
  const factors = await tx<{ id: string; userId: string; secret: string; backupCodes: string }[]>`
    select id, user_id, secret, backup_codes from two_factors for update`
  for (const { id, userId, secret, backupCodes } of factors) {
    const [key, codes] = await Promise.all(
      [secret, backupCodes].map(async (data) =>
        symmetricEncrypt({ key: to, data: await symmetricDecrypt({ key: from, data }) }),
      ),
    ).catch(() => {
      throw new CommandError(
        `The second factor of ${userId} does not open with the present key: take it away first. Nothing is changed`,
      )
    })
    await tx`update two_factors set secret = ${key ?? ''}, backup_codes = ${codes ?? ''} where id = ${id}`
  }
  return factors.length * factorColumns.length
}
