import type { Language, LetterKind, LetterStatus, LetterTrouble } from '../../domain/letters.ts'

/** A letter about an order, as its page shows it. */
export interface ShownLetter {
  id: number
  kind: LetterKind
  status: LetterStatus
  trouble: LetterTrouble | null
  /** The mail server's own words. */
  answer: string | null
  /** Null until it was written: what it says is not known before. */
  recipient: string | null
  subject: string | null
  body: string | null
  language: Language | null
  templateFault: string | null
  advertising: boolean
  /** Who wrote it, or had it sent again; null: a rule asked for it. */
  who: string | null
  /** Who found out that it had arrived; the mail server never said so. */
  settledBy: string | null
  isAgain: boolean
  notBefore: Date | null
  nextTryAt: Date
  createdAt: Date
  endedAt: Date | null
}

/** Whether letters can go out at all. */
export type MailState = 'none' | 'ready' | 'away'

export interface OrderLetters {
  mail: MailState
  /** Newest first. */
  letters: ShownLetter[]
}
