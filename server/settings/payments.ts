import { randomBytes } from 'node:crypto'
import { SET_UP_CHANNEL } from '../../db/channels.ts'
import type { Sql, Tx } from '../../db/client.ts'
import { differences } from '../../domain/changes.ts'
import {
  type AccountFault,
  type AccountForm,
  type AccountSettings,
  accountIdFaults,
  readAccount,
  readSourcePayment,
  type SourcePaymentFault,
  type SourcePaymentForm,
} from '../../domain/payment-account.ts'
import { type Actor, noteChange } from './changes.ts'
import type { SecretSealer } from './sources.ts'

export type AccountAnswer =
  | { ok: true }
  | { ok: false; why: 'unknown' | 'known' }
  /** Sources send their orders' money there still. */
  | { ok: false; why: 'in_use'; sources: string[] }
  | { ok: false; why: 'faults'; faults: AccountFault[] }

export type SourcePaymentAnswer =
  | { ok: true }
  | { ok: false; why: 'unknown' }
  | { ok: false; why: 'faults'; faults: SourcePaymentFault[] }

interface AccountRow {
  merchantAccount: string
  deactivatedAt: Date | null
}

/** Adds an account; until its webhook secret is typed, one that nobody knows stands there: no notice is believed. */
export async function addAccount(
  sql: Sql,
  box: SecretSealer,
  actor: Actor,
  form: AccountForm & { id: string },
): Promise<AccountAnswer> {
  const { id } = form
  const read = readAccount(form, false)
  const faults = [...accountIdFaults(id), ...(read.ok ? [] : read.faults)]
  if (!read.ok || faults.length > 0) return { ok: false, why: 'faults', faults }
  const { merchantAccount, apiKey, webhookSecret } = read.value
  return changing(sql, async (tx) => {
    const sealed = box.seal(webhookSecret ?? randomBytes(32).toString('base64'))
    const added = await tx`
      insert into payment_accounts (id, provider, merchant_account, api_key, webhook_secret, webhook_secret_at)
      values (${id}, 'stripe', ${merchantAccount}, ${box.seal(apiKey ?? '')}, ${sealed},
        ${webhookSecret === null ? null : tx`now()`})
      on conflict do nothing returning id`
    if (added.length === 0) return { ok: false, why: 'known' }
    await noteAccount(tx, actor, id, 'added', { after: { provider: 'stripe', merchantAccount } })
    return done
  })
}

/** Its name in the books, and whichever secret is typed anew. */
export function changeAccount(
  sql: Sql,
  box: SecretSealer,
  actor: Actor,
  id: string,
  form: AccountForm,
): Promise<AccountAnswer> {
  const read = readAccount(form, true)
  if (!read.ok) return Promise.resolve({ ok: false, why: 'faults', faults: read.faults })
  const { value } = read
  return changing(sql, async (tx) => {
    const account = await lock(tx, id)
    if (!account) return unknown
    await rename(tx, actor, id, account, value)
    for (const secret of ['apiKey', 'webhookSecret'] as const) {
      const typed = value[secret]
      if (typed === null) continue
      await tx`
        update payment_accounts set ${tx({ [secret]: box.seal(typed) })}
          ${secret === 'webhookSecret' ? tx`, webhook_secret_at = now(), unsigned_at = null` : tx``}
        where id = ${id}`
      await noteAccount(tx, actor, id, 'secret_rotated', { after: { secret } })
    }
    return done
  })
}

async function rename(
  tx: Tx,
  actor: Actor,
  id: string,
  { merchantAccount }: AccountRow,
  value: AccountSettings,
) {
  const changed = differences({ merchantAccount }, { merchantAccount: value.merchantAccount })
  if (!changed) return
  await tx`update payment_accounts set merchant_account = ${value.merchantAccount} where id = ${id}`
  await noteAccount(tx, actor, id, 'changed', changed)
}

/** It takes no more orders; what those need that it took already goes on. Refused while a source uses it. */
export function deactivateAccount(sql: Sql, actor: Actor, id: string): Promise<AccountAnswer> {
  return changing(sql, async (tx) => {
    const account = await lock(tx, id)
    if (!account) return unknown
    const used = await tx<{ id: string }[]>`
      select id from sources where payment_account = ${id} order by id limit 20`
    if (used.length > 0) return { ok: false, why: 'in_use', sources: used.map((source) => source.id) }
    return setActive(tx, actor, id, account, false)
  })
}

export function reactivateAccount(sql: Sql, actor: Actor, id: string): Promise<AccountAnswer> {
  return changing(sql, async (tx) => {
    const account = await lock(tx, id)
    return account ? setActive(tx, actor, id, account, true) : unknown
  })
}

async function setActive(tx: Tx, actor: Actor, id: string, { deactivatedAt }: AccountRow, isActive: boolean) {
  if ((deactivatedAt === null) === isActive) return done
  await tx`update payment_accounts set deactivated_at = ${isActive ? null : tx`now()`} where id = ${id}`
  await noteAccount(tx, actor, id, isActive ? 'reactivated' : 'deactivated')
  return done
}

/** Which account takes the money of a source's next orders; those that are here keep theirs. */
export function changeSourcePayment(
  sql: Sql,
  actor: Actor,
  source: string,
  form: SourcePaymentForm,
): Promise<SourcePaymentAnswer> {
  const read = readSourcePayment(form)
  if (!read.ok) return Promise.resolve({ ok: false, why: 'faults', faults: read.faults })
  const { value } = read
  return changing(sql, async (tx) => {
    const [before] = await tx<(typeof value)[]>`
      select payment_account, payment_type from sources where id = ${source} for no key update`
    if (!before) return unknown
    const { paymentAccount } = value
    const isNew = paymentAccount !== null && paymentAccount !== before.paymentAccount
    const account = isNew ? await lock(tx, paymentAccount) : null
    if (isNew && account?.deactivatedAt !== null) {
      return { ok: false, why: 'faults', faults: [{ field: 'account', code: 'no_account' }] }
    }
    const changed = differences({ ...before }, { ...value })
    if (!changed) return done
    await tx`update sources set ${tx(value)} where id = ${source}`
    await noteChange(tx, actor, { subjectKind: 'source', subject: source, action: 'changed', ...changed })
    return done
  })
}

const done = { ok: true } as const
const unknown = { ok: false, why: 'unknown' } as const

type Note = Parameters<typeof noteChange>[2]

const noteAccount = (
  tx: Tx,
  actor: Actor,
  subject: string,
  action: Note['action'],
  values: Pick<Note, 'before' | 'after'> = {},
) => noteChange(tx, actor, { subjectKind: 'payment_account', subject, action, ...values })

async function lock(tx: Tx, id: string): Promise<AccountRow | undefined> {
  const [account] = await tx<AccountRow[]>`
    select merchant_account, deactivated_at from payment_accounts where id = ${id} for no key update`
  return account
}

/** In one transaction, told to every process that keeps the set-up in memory. */
async function changing<A>(sql: Sql, work: (tx: Tx) => Promise<A>): Promise<A> {
  return (await sql.begin(async (tx) => {
    const answer = await work(tx)
    await tx`select pg_notify(${SET_UP_CHANNEL}, '')`
    return answer
  })) as A
}
