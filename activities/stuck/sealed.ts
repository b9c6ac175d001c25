import { randomUUID } from 'node:crypto'
import type { Sql } from '../../db/client.ts'
import { canOpen, type SecretOpener } from '../../intake/directory.ts'
import type { Log } from '../log.ts'
import { errorSubject } from './note-error.ts'

export interface SealedDeps {
  sql: Sql
  secrets: SecretOpener
  log: Log
}

/** Sources with a secret that the shop's key does not open: nothing that they sign is taken. Each is told once. */
export async function noteSealedSources({ sql, secrets, log }: SealedDeps): Promise<void> {
  const sources = await sql<{ id: string; secrets: string[] }[]>`
    select id, secrets from sources where deactivated_at is null and secrets <> '{}'`
  const sealed = sources.filter(({ secrets: all }) => !all.every((one) => canOpen(secrets, one)))
  const subjects = sealed.map(({ id }) => errorSubject.source(id))
  const noted = await sql<{ subject: string; errorId: string }[]>`
    with gone as (
      delete from last_errors
      where starts_with(subject, ${errorSubject.source('')}) and subject <> all(${subjects}::text[])
    )
    insert into last_errors (subject, error_id, error)
    select subject, error_id, 'sealed'
    from unnest(${subjects}::text[], ${subjects.map(() => randomUUID())}::text[]) as sealed (subject, error_id)
    on conflict do nothing returning subject, error_id`
  for (const { subject, errorId } of noted)
    log.error({ subject, errorId }, 'a secret of a source can not be opened with the key of this shop')
}
