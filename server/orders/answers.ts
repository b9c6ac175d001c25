import type { Notices } from '../live/notices.ts'

const WAITERS_MAX = 1_000

export interface Expectation {
  /** True at the first word about the happening, false after `limitMs`. */
  settled(limitMs: number): Promise<boolean>
  end(): void
}

/**
 * Hears of answers to happenings as they are committed. What was said while the ear was away is not lost, since
 * everybody looks again once it is back.
 */
export class Answers {
  readonly #notices: Notices
  readonly #waiters = new Map<string, Set<() => void>>()

  constructor(notices: Notices) {
    this.#notices = notices
  }

  /** Ask before the happening is told to anybody, so that no answer comes too early. */
  async expect(orderId: number, happeningId: string): Promise<Expectation> {
    await this.#notices.listen(this)
    if (this.#waiters.size >= WAITERS_MAX) return { settled: async () => false, end: () => {} }
    const key = `${orderId} ${happeningId}`
    let tell = () => {}
    const told = new Promise<true>((resolve) => {
      tell = () => resolve(true)
    })
    const waiters = this.#waiters.get(key) ?? new Set()
    this.#waiters.set(key, waiters.add(tell))
    return {
      settled: (limitMs) => within(told, limitMs),
      end: () => {
        waiters.delete(tell)
        if (waiters.size === 0) this.#waiters.delete(key)
      },
    }
  }

  hear(orderId: number, happening: string | null): void {
    for (const tell of this.#waiters.get(`${orderId} ${happening}`) ?? []) tell()
  }

  lookAgain(): void {
    for (const waiters of this.#waiters.values()) for (const tell of waiters) tell()
  }
}

async function within(told: Promise<true>, limitMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), limitMs)
  })
  try {
    return await Promise.race([told, late])
  } finally {
    clearTimeout(timer)
  }
}
