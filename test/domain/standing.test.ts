import { describe, expect, it } from 'vitest'
import { blank } from '../../domain/deciding/first.ts'
import type { OrderLine, OrderState } from '../../domain/order.ts'
import {
  foldStanding,
  type StandingChange,
  standingChange,
  standingDifferences,
} from '../../domain/standing.ts'

const line = {
  id: '1',
  quantity: 2,
  productId: 7,
  matchedBy: 'gtin',
  problem: null,
  allocated: 0,
} as OrderLine
const deadline = { kind: 'answerMissed', at: new Date('2026-03-02T13:00:00Z') } as const

const lines = [line, { ...line, id: '2' }]
const received: OrderState = { ...blank, status: 'new', lines, deadlines: [deadline] }
const sold: OrderState = {
  ...received,
  lines: [
    { ...line, allocated: 2 },
    { ...line, id: '2' },
  ],
}
const accepted: OrderState = { ...sold, status: 'in_process', version: 2, deadlines: [], location: 'Shelf 4' }

/** As the database gives it back. */
const kept = (change: StandingChange): StandingChange => JSON.parse(JSON.stringify(change))
const life = [
  standingChange(null, received),
  standingChange(received, sold),
  standingChange(sold, accepted),
].map(kept)

describe('what the events of an order say of how it stands', () => {
  it('is its row, once they are put together', () => {
    expect(standingDifferences(foldStanding(life), accepted)).toEqual([])
  })

  it('keeps of each step only what it changed', () => {
    expect(life[1]).toEqual({ lines: { 1: expect.objectContaining({ allocated: 2 }) } })
    expect(life[2]).toEqual({ status: 'in_process', version: 2, deadlines: [] })
  })

  it('never holds what somebody typed', () => {
    expect(JSON.stringify(life)).not.toContain('Shelf')
  })

  it.each<[string, Partial<OrderState>, string]>([
    ['a status', { status: 'completed' }, 'status'],
    ['a total', { total: 1 }, 'total'],
    [
      'the units of a line',
      {
        lines: [
          { ...line, allocated: 1 },
          { ...line, id: '2' },
        ],
      },
      'lines.1',
    ],
    ['a line that went', { lines: [{ ...line, allocated: 2 }] }, 'lines.2'],
    [
      'a deadline that nobody set',
      { deadlines: [deadline, { ...deadline, kind: 'holdEnded' }] },
      'deadlines',
    ],
  ])('shows %s that was changed by hand', (_, change, field) => {
    const differences = standingDifferences(foldStanding(life.slice(0, 2)), { ...sold, ...change })
    expect(differences.map((difference) => difference.field)).toEqual([field])
  })

  it('allows a deadline to be taken off the row once it was answered', () => {
    const folded = foldStanding(life.slice(0, 2))
    expect(standingDifferences(folded, { ...sold, deadlines: [] })).toEqual([])
  })
})
