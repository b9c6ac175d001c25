import type { LetterStatus, LetterTrouble, ServerTrouble } from './letters.ts'
import { againAt, pauseAfter, type TriedSoFar } from './retries.ts'

/** What came of giving a letter to the mail server; `words`: the server's own. */
export type MailAnswer =
  | { is: 'taken'; words: string }
  /** For now (4xx), or for good (5xx). */
  | { is: 'put_off' | 'rejected'; words: string }
  /** Handed over, and nothing came back: it may have gone out. */
  | { is: 'no_answer' }
  /** Not handed over: nothing to do with the letter. */
  | { is: 'server'; trouble: ServerTrouble; words: string | null }
  /** It was taken back, or the order moved on, just before it was handed over. */
  | { is: 'withdrawn' }

export interface AfterLetterTry {
  status: Extract<LetterStatus, 'waiting' | 'sent' | 'failed' | 'unknown'>
  trouble: LetterTrouble | null
  /** The server's own words. */
  words: string | null
  nextTryAt: Date
}

/** What becomes of a letter after a try. @param chance 0 to 1, for the jitter of the pause */
export function afterLetterTry(
  tried: TriedSoFar,
  answer: Exclude<MailAnswer, { is: 'withdrawn' }>,
  now: Date,
  chance: number,
): AfterLetterTry {
  const ended = { words: null, nextTryAt: now }
  switch (answer.is) {
    case 'taken':
      return { ...ended, status: 'sent', trouble: null, words: answer.words }
    case 'rejected':
      return { ...ended, status: 'failed', trouble: 'rejected', words: answer.words }
    case 'no_answer':
      return { ...ended, status: 'unknown', trouble: 'no_answer' }
    case 'server':
      // The server's own pause says when; only the end of the three days is the letter's.
      return againAt(tried, now, chance) === null
        ? { ...ended, status: 'failed', trouble: 'server_away', words: answer.words }
        : { ...ended, status: 'waiting', trouble: null }
    case 'put_off': {
      const at = againAt(tried, now, chance)
      const { words } = answer
      return at === null
        ? { status: 'failed', trouble: 'put_off', words, nextTryAt: now }
        : { status: 'waiting', trouble: 'put_off', words, nextTryAt: at }
    }
  }
}

const SERVER_PAUSE_MAX_MS = 300_000

/** Until when a server is left alone that could not be used so many times; nobody notices it coming back but we. */
export function serverAwayUntil(tries: number, now: Date, chance: number): Date {
  return new Date(now.getTime() + Math.min(pauseAfter(tries, chance), SERVER_PAUSE_MAX_MS))
}
