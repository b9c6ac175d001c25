import type { Sql } from '../../db/client.ts'
import { differences } from '../../domain/changes.ts'
import { type SecondFactorRole, secondFactorRoles } from '../../domain/status.ts'
import { type Actor, noteChange } from './changes.ts'

/** Of whom a second factor is asked, on all pages beside the orders. */
export async function loadSecondFactorRoles(sql: Pick<Sql, never> & Sql): Promise<SecondFactorRole[]> {
  const [rules] = await sql<{ roles: SecondFactorRole[] }[]>`
    select second_factor_roles as roles from sign_in_rules`
  return rules?.roles ?? []
}

/** @param wish what is no such role is left out */
export async function setSecondFactorRoles(sql: Sql, actor: Actor, wish: readonly string[]): Promise<void> {
  const roles = secondFactorRoles.filter((role) => wish.includes(role))
  await sql.begin(async (tx) => {
    await tx`insert into sign_in_rules (id) values (1) on conflict do nothing`
    const [before] = await tx<{ roles: SecondFactorRole[] }[]>`
      select second_factor_roles as roles from sign_in_rules for update`
    const changed = differences({ secondFactor: before?.roles ?? [] }, { secondFactor: roles })
    if (!changed) return
    await tx`update sign_in_rules set second_factor_roles = ${roles}::text[]`
    await noteChange(tx, actor, { subjectKind: 'setting', subject: 'sign-in', action: 'changed', ...changed })
  })
}
