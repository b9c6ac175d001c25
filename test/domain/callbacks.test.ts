import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { afterTry, type CallbackAnswer } from '../../domain/callbacks.ts'

const first = new Date('2026-03-02T09:00:00Z')
const busy: CallbackAnswer = { status: 503, retryAfter: null, trouble: 'status' }
const seconds = (from: Date, to: Date) => (to.getTime() - from.getTime()) / 1_000

function pause(tries: number, answer: CallbackAnswer = busy, now = first) {
  const after = afterTry({ tries, firstTryAt: first }, answer, now, 0.5)
  return after.is === 'again' ? seconds(now, after.at) : after.is
}

/** Every try of a website that never takes it, in seconds from the first. */
function triesInVain(answer: CallbackAnswer, chance: () => number): number[] {
  const times: number[] = []
  for (let now = first, tries = 1; tries < 1_000; tries++) {
    times.push(seconds(first, now))
    const after = afterTry({ tries, firstTryAt: first }, answer, now, chance())
    if (after.is !== 'again') return times
    now = after.at
  }
  return times
}

describe('after a callback was tried', () => {
  it('is done with any 2xx', () => {
    for (const status of [200, 202, 204, 299])
      expect(pause(1, { status, retryAfter: null, trouble: null })).toBe('delivered')
  })

  it('comes again with growing pauses, from seconds to six hours', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 20].map((tries) => pause(tries))).toEqual([
      5, 60, 300, 1_800, 7_200, 21_600, 21_600, 21_600,
    ])
    expect(pause(1, { status: null, trouble: 'timeout' })).toBe(5)
  })

  it('waits as long as the website asks, within six hours, and never shorter than its own pause', () => {
    const asking = (retryAfter: string): CallbackAnswer => ({ ...busy, status: 429, retryAfter })
    expect(pause(1, asking('120'))).toBe(120)
    expect(pause(1, asking('1'))).toBe(5)
    expect(pause(1, asking('99999999'))).toBe(21_600)
    expect(pause(1, asking('Mon, 02 Mar 2026 09:10:00 GMT'))).toBe(600)
    expect(pause(1, asking('Mon, 02 Mar 2020 09:10:00 GMT'))).toBe(5)
    expect(pause(1, asking('soon'))).toBe(5)
  })

  it('ends at once where the website says that there is nothing any more', () => {
    expect(pause(1, { status: 410, retryAfter: null, trouble: 'status' })).toBe('given_up')
  })

  it('is tried for three days, the last time at their end, some twenty times, whatever the website answers', () => {
    const answer = fc.oneof(
      fc.constant<CallbackAnswer>({ status: null, trouble: 'refused' }),
      fc.record({
        status: fc.integer({ min: 300, max: 599 }).filter((status) => status !== 410),
        retryAfter: fc.option(fc.nat().map(String)),
        trouble: fc.constant('status' as const),
      }),
    )
    fc.assert(
      fc.property(answer, fc.double({ min: 0, max: 1, noNaN: true }), (given, chance) => {
        const times = triesInVain(given, () => chance)
        expect(times.at(-1)).toBe(72 * 3_600)
        expect(times.length).toBeLessThan(25)
      }),
    )
  })
})
