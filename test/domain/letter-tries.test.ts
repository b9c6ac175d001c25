import { describe, expect, it } from 'vitest'
import { afterLetterTry, serverAwayUntil } from '../../domain/letter-tries.ts'

const first = new Date('2026-03-02T12:00:00Z')
const HOUR = 3_600_000
const later = (hours: number) => new Date(first.getTime() + hours * HOUR)
const outcomeOf = (answer: Parameters<typeof afterLetterTry>[1], tries = 1, hours = 0) =>
  afterLetterTry({ tries, firstTryAt: first }, answer, later(hours), 0.5)

describe('A letter', () => {
  it('that was taken, refused or never answered has ended, whatever the try', () => {
    expect(outcomeOf({ is: 'taken', words: '250 Ok' })).toMatchObject({ status: 'sent', trouble: null })
    expect(outcomeOf({ is: 'rejected', words: '550 No' })).toMatchObject({
      status: 'failed',
      trouble: 'rejected',
      words: '550 No',
    })
    expect(outcomeOf({ is: 'no_answer' })).toMatchObject({ status: 'unknown', trouble: 'no_answer' })
  })

  it('that was put off is tried again with growing pauses, the last time after three days', () => {
    const putOff = { is: 'put_off', words: '451 Later' } as const
    const pauses = [1, 2, 3, 4, 5, 6, 7].map(
      (tries) => outcomeOf(putOff, tries).nextTryAt.getTime() - first.getTime(),
    )
    expect(pauses.map((ms) => ms / 1_000)).toEqual([5, 60, 300, 1_800, 7_200, 21_600, 21_600])
    expect(outcomeOf(putOff, 20, 71).nextTryAt).toEqual(later(72))
    expect(outcomeOf(putOff, 21, 72)).toMatchObject({
      status: 'failed',
      trouble: 'put_off',
      words: '451 Later',
    })
  })

  it('waits for a server that is away, for three days', () => {
    const away = { is: 'server', trouble: 'refused', words: null } as const
    expect(outcomeOf(away, 30, 71)).toMatchObject({ status: 'waiting', trouble: null })
    expect(outcomeOf(away, 31, 72)).toMatchObject({ status: 'failed', trouble: 'server_away' })
  })
})

it('A mail server that is away is asked again after five minutes at the latest', () => {
  const pauses = [1, 2, 3, 4, 50].map(
    (tries) => serverAwayUntil(tries, first, 0.5).getTime() - first.getTime(),
  )
  expect(pauses.map((ms) => ms / 1_000)).toEqual([5, 60, 300, 300, 300])
})
