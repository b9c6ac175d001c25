import type { Notices } from '../live/notices.ts'

const WAITERS_MAX = 1_000

/** Of the happening itself; or that something may have been said while nobody could hear it. */
export type Word = 'answered' | 'look'

export interface Expectation {
  /** The first word about the happening, null after `limitMs`. Told to look, one may go on waiting. */
  settled(limitMs: number): Promise<Word | null>
  end(): void
}

/**
 * Hears of answers to happenings as they are committed. What was said while the ear was away is not lost, since
 * everybody looks again once it is back.
 */
export class Answers {
  readonly #notices: Notices
  readonly #waiters = new Map<string, Set<Ear>>()

  constructor(notices: Notices) {
    this.#notices = notices
  }

  /** Ask before the happening is told to anybody, so that no answer comes too early. */
  async expect(orderId: number, happeningId: string): Promise<Expectation> {
    await this.#notices.listen(this)
    if (this.#waiters.size >= WAITERS_MAX) return { settled: async () => null, end: () => {} }
    const key = `${orderId} ${happeningId}`
    const ear = new Ear()
    const waiters = this.#waiters.get(key) ?? new Set()
    this.#waiters.set(key, waiters.add(ear))
    return {
      settled: (limitMs) => ear.settled(limitMs),
      end: () => {
        waiters.delete(ear)
        if (waiters.size === 0) this.#waiters.delete(key)
      },
    }
  }

  hear(orderId: number, happening: string | null): void {
    for (const ear of this.#waiters.get(`${orderId} ${happening}`) ?? []) ear.hear('answered')
  }

  lookAgain(): void {
    for (const waiters of this.#waiters.values()) for (const ear of waiters) ear.hear('look')
  }
}

class Ear {
  #word: Word | null = null
  #wake = () => {}

  hear(word: Word): void {
    if (this.#word !== 'answered') this.#word = word
    this.#wake()
  }

  async settled(limitMs: number): Promise<Word | null> {
    if (this.#word === null) await this.#somethingHeard(limitMs)
    const word = this.#word
    if (word === 'look') this.#word = null
    return word
  }

  #somethingHeard(limitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, limitMs)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
