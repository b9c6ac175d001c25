import type { RejectReason } from './happening.ts'
import en from './letter-texts/en.json' with { type: 'json' }
import fr from './letter-texts/fr.json' with { type: 'json' }
import ko from './letter-texts/ko.json' with { type: 'json' }
import nl from './letter-texts/nl.json' with { type: 'json' }
import { type AskedLetter, isCustomerLetter, type Language } from './letters.ts'

/** Subject and body, as Liquid templates. */
export interface LetterTemplate {
  subject: string
  body: string
}

/** Hours of a store and ends of days; `{day}` stands in the last. */
type TimeWords = Record<'always' | 'allDay' | 'midnight' | 'endOfDay', string>

interface LetterTexts {
  free: string
  greeting: string[]
  closing: string[]
  times: TimeWords
  reasons: Record<Exclude<RejectReason, 'other'>, string>
  letters: Record<AskedLetter, { subject: string; body: string[] }>
}

const texts: Record<Language, LetterTexts> = { en, ko, fr, nl }

/** What a letter says where the store has no words of its own. */
export function builtInTemplate(kind: AskedLetter, language: Language): LetterTemplate {
  const { letters, greeting, closing } = texts[language]
  const { subject, body } = letters[kind]
  const parts = isCustomerLetter(kind) ? [greeting, body, closing] : [body]
  return { subject, body: parts.map((lines) => lines.join('\n')).join('\n\n') }
}

/** What a letter that somebody writes by hand begins and ends with. */
export function freeTemplate(language: Language): Record<'subject' | 'greeting' | 'closing', string> {
  const { free, greeting, closing } = texts[language]
  return { subject: free, greeting: greeting.join('\n'), closing: closing.join('\n') }
}

export const timeWords = (language: Language): TimeWords => texts[language].times

/** Why an order was rejected, in a sentence for the customer; null: nothing to say. */
export const reasonSentence = (reason: RejectReason | null, language: Language): string | null =>
  reason === null || reason === 'other' ? null : texts[language].reasons[reason]
