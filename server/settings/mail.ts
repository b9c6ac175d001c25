import { LETTERS_CHANNEL } from '../../db/channels.ts'
import type { Sql, Tx } from '../../db/client.ts'
import { differences } from '../../domain/changes.ts'
import {
  type MailFault,
  type MailForm,
  type MailSettings,
  readMailSettings,
} from '../../domain/mail-settings.ts'
import type { MailShown } from '../../views/settings/mail.ts'
import { type Actor, noteChange } from './changes.ts'
import type { SecretSealer } from './sources.ts'

type Row = MailSettings & { sealedPassword: string | null }

export type MailAnswer = { ok: true } | { ok: false; faults: MailFault[] }

/** Sets the mail server up; its password is sealed, and neither shown nor written down elsewhere. */
export async function changeMail(
  sql: Sql,
  box: SecretSealer,
  actor: Actor,
  form: MailForm,
): Promise<MailAnswer> {
  return (await sql.begin(async (tx): Promise<MailAnswer> => {
    const before = await lock(tx)
    const read = readMailSettings(form, before && { ...before, hasPassword: before.sealedPassword !== null })
    if (!read.ok) return read
    const { value } = read
    const typed = value.username !== null && form.password !== ''
    const sealedPassword = typed
      ? box.seal(form.password)
      : value.username === null
        ? null
        : before?.sealedPassword
    await tx`
      insert into mail_server ${tx({ ...value, sealedPassword: sealedPassword ?? null })}
      on conflict (id) do update set host = excluded.host, port = excluded.port, security = excluded.security,
        username = excluded.username, sealed_password = excluded.sealed_password, from_address = excluded.from_address,
        away_since = null, away_tries = 0, away_until = null, trouble = null, answer = null, updated_at = now()`
    await note(tx, actor, before, value, typed)
    await tx`select pg_notify(${LETTERS_CHANNEL}, '')`
    return { ok: true }
  })) as MailAnswer
}

/** Letters that wait go on waiting; none is asked for any more. */
export async function removeMail(sql: Sql, actor: Actor): Promise<void> {
  await sql.begin(async (tx) => {
    const gone = await tx`delete from mail_server`
    if (gone.count > 0) {
      await noteChange(tx, actor, { subjectKind: 'setting', subject: 'mail', action: 'deactivated' })
    }
  })
}

/** One at a time: a row that is not there yet can't be locked. */
async function lock(tx: Tx): Promise<Row | null> {
  await tx`lock table mail_server in share row exclusive mode`
  const [row] = await tx<Row[]>`
    select host, port, security, username, sealed_password, from_address from mail_server`
  return row ?? null
}

async function note(tx: Tx, actor: Actor, before: Row | null, value: MailSettings, isPasswordNew: boolean) {
  const subject = { subjectKind: 'setting', subject: 'mail' } as const
  if (before === null) return noteChange(tx, actor, { ...subject, action: 'added', after: { ...value } })
  const { sealedPassword: _, ...former } = before
  const changed = differences(former, { ...value })
  if (changed) await noteChange(tx, actor, { ...subject, action: 'changed', ...changed })
  if (isPasswordNew) await noteChange(tx, actor, { ...subject, action: 'password_changed' })
}

/** The mail server as it is shown: without its password. Null: there is none. */
export async function loadMail(sql: Sql): Promise<MailShown | null> {
  const [row] = await sql<MailShown[]>`
    select host, port, security, username, sealed_password is not null as has_password, from_address, away_since,
      away_until, trouble, answer, last_sent_at
    from mail_server`
  return row ?? null
}
