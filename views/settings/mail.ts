import type { LetterKind, LetterStatus, LetterTrouble, ServerTrouble } from '../../domain/letters.ts'
import type { MailSettings } from '../../domain/mail-settings.ts'
import type { OrderName } from '../paths.ts'

export interface MailShown extends MailSettings {
  hasPassword: boolean
  /** Since when it could not be used, until when it is left alone, and why. */
  awaySince: Date | null
  awayUntil: Date | null
  trouble: ServerTrouble | null
  /** Its own words. */
  answer: string | null
  lastSentAt: Date | null
}

/** A letter that did not go out, or nobody knows. */
export interface LateLetter extends OrderName {
  id: number
  kind: LetterKind
  status: LetterStatus
  trouble: LetterTrouble | null
  endedAt: Date
}

/** What came of a test letter. */
export interface TestOutcome {
  isSent: boolean
  trouble: ServerTrouble | null
  words: string | null
}
