import type { Sql, Tx } from '../../db/client.ts'
import { readLetterOrder } from '../../db/letter-order.ts'
import { differences } from '../../domain/changes.ts'
import { checkTemplate, sampleOrders, type TemplateFault } from '../../domain/letter-check.ts'
import { type LetterOrder, type LetterStore, statusesTold } from '../../domain/letter-order.ts'
import { builtInTemplate, type LetterTemplate } from '../../domain/letter-words.ts'
import { type AskedLetter, customerLetters, type Language, storeLetters } from '../../domain/letters.ts'
import type { StoreRules } from '../../domain/rules.ts'
import { type Actor, noteChange } from './changes.ts'
import type { StoreRow } from './load-stores.ts'

export const askedLetters: readonly AskedLetter[] = [...customerLetters, ...storeLetters]

/** Which letters a store sends; the others are switched off. */
export async function changeLettersOn(
  sql: Sql,
  actor: Actor,
  code: string,
  on: readonly string[],
): Promise<boolean> {
  const off = askedLetters.filter((kind) => !on.includes(kind))
  return sql.begin(async (tx) => {
    const [store] = await tx<{ rules: Partial<StoreRules> }[]>`
      select rules from stores where code = ${code} for no key update`
    if (!store) return false
    const changed = differences({ lettersOff: store.rules.lettersOff ?? [] }, { lettersOff: off })
    if (!changed) return true
    await tx`
      update stores set rules = rules || ${JSON.stringify({ lettersOff: off })}::text::jsonb where code = ${code}`
    await noteChange(tx, actor, { subjectKind: 'store', subject: code, action: 'changed', ...changed })
    return true
  })
}

/** The words of one kind of letter in one language. */
export interface LetterName {
  store: string
  kind: AskedLetter
  language: Language
}

/** A store's own words; the built-in ones, typed again, are none of its own. */
export async function changeTemplate(
  sql: Sql,
  actor: Actor,
  store: StoreRow,
  name: Omit<LetterName, 'store'>,
  template: LetterTemplate,
): Promise<TemplateFault[]> {
  const faults = previewFaults(store, name.language, template)
  if (faults.length > 0) return faults
  const builtIn = builtInTemplate(name.kind, name.language)
  const isOwn = builtIn.subject !== template.subject || builtIn.body.trim() !== template.body.trim()
  if (!isOwn) await resetTemplate(sql, actor, { store: store.code, ...name })
  else await keepTemplate(sql, actor, { store: store.code, ...name }, template)
  return []
}

export const previewFaults = (
  store: StoreRow,
  language: Language,
  template: LetterTemplate,
): TemplateFault[] => checkTemplate(template, letterStoreOf(store), store.currency, language)

async function keepTemplate(
  sql: Sql,
  actor: Actor,
  name: LetterName,
  template: LetterTemplate,
): Promise<void> {
  await sql.begin(async (tx) => {
    const kept = await tx`
      insert into letter_templates ${tx({ ...name, ...template })}
      on conflict (store, kind, language) do update set subject = excluded.subject, body = excluded.body, updated_at = now()
      where (letter_templates.subject, letter_templates.body) is distinct from (excluded.subject, excluded.body)`
    if (kept.count > 0) await note(tx, actor, name, true)
  })
}

/** The built-in words again. */
export async function resetTemplate(sql: Sql, actor: Actor, name: LetterName): Promise<void> {
  await sql.begin(async (tx) => {
    const gone = await tx`
      delete from letter_templates
      where store = ${name.store} and kind = ${name.kind} and language = ${name.language}`
    if (gone.count > 0) await note(tx, actor, name, false)
  })
}

const note = (tx: Tx, actor: Actor, { store, kind, language }: LetterName, ownWords: boolean) =>
  noteChange(tx, actor, {
    subjectKind: 'store',
    subject: store,
    action: 'changed',
    after: { letter: kind, language, ownWords },
  })

/** Which kinds a store has words of its own for, in which languages. */
export const loadOwnTemplates = (sql: Sql, store: string) =>
  sql<{ kind: AskedLetter; language: Language }[]>`
    select kind, language from letter_templates where store = ${store}`

const LOOKED_THROUGH = 200

/** An order to show the words with: one of the store's last, best one that such a letter is about; else a made-up one. */
export async function orderToShow(
  sql: Sql,
  store: StoreRow,
  kind: AskedLetter,
): Promise<{ order: LetterOrder; isReal: boolean }> {
  const [recent] = await sql<{ id: number }[]>`
    select id from (select id, store, status from orders where status <> 'sale_processing_failed' order by id desc
      limit ${LOOKED_THROUGH}) last
    where store = ${store.code}
    order by status = any(${[...(statusesTold[kind] ?? [])]}::text[]) desc, id desc limit 1`
  const order = recent ? await readLetterOrder(sql, recent.id) : null
  if (order) return { order, isReal: true }
  return { order: sampleOrders(letterStoreOf(store), store.currency)[0], isReal: false }
}

const letterStoreOf = ({ code, name, address, email, language, calendar }: StoreRow): LetterStore => ({
  code,
  name,
  address,
  email,
  language,
  calendar,
})
