import { createHash } from 'node:crypto'
import type { Sql } from '../../db/client.ts'
import { hasConsent } from '../../db/letter-consent.ts'
import { readLetterOrder } from '../../db/letter-order.ts'
import { readLetterTemplate } from '../../db/letter-template.ts'
import { letterFacts } from '../../domain/letter-facts.ts'
import { isOutdated, languageOf } from '../../domain/letter-order.ts'
import { writeLetter } from '../../domain/letter-render.ts'
import { isCustomerLetter, type Language, type LetterTrouble } from '../../domain/letters.ts'
import { isMailAddress } from '../../domain/mail-address.ts'
import type { Due } from './claim.ts'

/** A letter as it goes out. */
export interface Composed {
  language: Language
  recipient: string
  subject: string
  body: string
  messageId: string
  templateFault: string | null
  /** Its sender's name and where answers go to. */
  from: { name: string; address: string }
  replyTo: string | null
}

export type Composing =
  | { ok: true; letter: Composed }
  | {
      ok: false
      trouble: Extract<
        LetterTrouble,
        'no_address' | 'bad_address' | 'not_written' | 'outdated' | 'no_consent'
      >
    }

export interface ComposeDeps {
  sql: Sql
  /** KICKSTAND_URL: letters to the store lead to the order. */
  publicUrl?: string | undefined
}

/** Writes a letter, or takes it as it was written before; what it says is then the same on every try. */
export async function compose({ sql, publicUrl }: ComposeDeps, due: Due, now: Date): Promise<Composing> {
  const order = await readLetterOrder(sql, due.orderId, due.key)
  if (!order) return { ok: false, trouble: 'not_written' }
  const isAsked = /^\d/.test(due.key)
  if (isAsked && isOutdated(due.kind, order, now)) return { ok: false, trouble: 'outdated' }
  if (due.advertising && !(await mayAdvertise(sql, due))) return { ok: false, trouble: 'no_consent' }
  const toCustomer = due.kind === 'free' || isCustomerLetter(due.kind)
  const recipient = due.recipient ?? (toCustomer ? order.customer.email : order.store.email)
  if (recipient === null) return { ok: false, trouble: 'no_address' }
  if (!isMailAddress(recipient)) return { ok: false, trouble: 'bad_address' }
  const { name, email } = order.store
  const same = {
    recipient,
    messageId: due.messageId ?? messageIdOf(order, due),
    from: { name, address: due.server.fromAddress },
    replyTo: toCustomer && email !== null && isMailAddress(email) ? email : null,
  }
  const { language, subject, body } = due
  if (language !== null && subject !== null && body !== null) {
    return { ok: true, letter: { ...same, language, subject, body, templateFault: null } }
  }
  if (due.kind === 'free') return { ok: false, trouble: 'not_written' }
  const spoken = toCustomer ? languageOf(order) : order.store.language
  const own = await readLetterTemplate(sql, order.store.code, due.kind, spoken)
  const link = publicUrl ? `${publicUrl}/orders/${encodeURIComponent(order.source)}/${order.number}` : null
  const { written, fault } = writeLetter(due.kind, spoken, own, letterFacts(order, spoken, link))
  return { ok: true, letter: { ...same, ...written, language: spoken, templateFault: fault } }
}

async function mayAdvertise(sql: Sql, { id }: Due): Promise<boolean> {
  const agreed = await sql`select from letters l where id = ${id} and ${hasConsent(sql)}`
  return agreed.length > 0
}

/** Derived from what the letter is: the same on every try, also after a database was brought back from a copy. */
function messageIdOf({ source, number }: { source: string; number: string }, { key, server }: Due): string {
  const digest = createHash('sha256').update(`${source}\n${number}\n${key}`).digest('hex').slice(0, 40)
  const [, domain = 'localhost'] = server.fromAddress.split('@')
  return `<${digest}@${domain}>`
}
