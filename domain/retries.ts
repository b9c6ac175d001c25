const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const pauses = [5 * SECOND, MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR]
/** Contract §2, for callbacks; letters have the same. */
export const TRIED_FOR_HOURS = 72
/** Ten per cent either way, so that what failed together does not come back together. */
const JITTER = 0.1

export interface TriedSoFar {
  /** With the one that failed just now. */
  tries: number
  firstTryAt: Date
}

/** Milliseconds until the next try: they grow from seconds to six hours. @param chance 0 to 1, for the jitter */
export function pauseAfter(tries: number, chance: number): number {
  const pause = pauses[Math.min(tries, pauses.length) - 1] ?? SECOND
  return pause * (1 + JITTER * (2 * chance - 1))
}

/**
 * When to try again, for three days from the first try, the last time just at their end; null: no more.
 * @param askedPauseMs that whoever refused asked for
 */
export function againAt(
  { tries, firstTryAt }: TriedSoFar,
  now: Date,
  chance: number,
  askedPauseMs = 0,
): Date | null {
  const end = firstTryAt.getTime() + TRIED_FOR_HOURS * HOUR
  if (now.getTime() >= end) return null
  return new Date(Math.min(now.getTime() + Math.max(pauseAfter(tries, chance), askedPauseMs), end))
}
