import type { LetterTemplate } from '../domain/letter-words.ts'
import type { Language, LetterKind } from '../domain/letters.ts'
import type { Queryable } from './client.ts'

/** A store's own words for a kind of letter; null: it has none. */
export async function readLetterTemplate(
  sql: Queryable,
  store: string,
  kind: LetterKind,
  language: Language,
): Promise<LetterTemplate | null> {
  const [own] = await sql<LetterTemplate[]>`
    select subject, body from letter_templates where store = ${store} and kind = ${kind} and language = ${language}`
  return own ?? null
}
