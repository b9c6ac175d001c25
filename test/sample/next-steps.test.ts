import { describe, expect, it } from 'vitest'
import { nextSteps } from '../../sample/next-steps.ts'
import type { Standing } from '../../sample/standing.ts'
import type { Story } from '../../sample/story.ts'

const story: Story = {
  number: 'S-1',
  comes: 10,
  age: 5,
  fulfilment: 'pickup',
  store: 'west',
  who: { firstName: 'Ada', lastName: 'Kim' },
  lines: [],
  moves: [
    { after: 5, action: 'accept' },
    { after: 8, action: 'ready' },
  ],
  cancelledAfter: 20,
}

const order: Standing = {
  id: 1,
  number: 'S-1',
  store: 'sample_west',
  status: 'new',
  moves: 0,
  isUnderWay: false,
  isTaken: false,
  isCancelled: false,
  isChanged: false,
}

const kinds = (standing: Standing | null, elapsed: number, told = story) => {
  const standings = new Map(standing ? [[standing.number, standing]] : [])
  const { steps, isOver } = nextSteps([told], standings, elapsed)
  return isOver ? 'over' : steps.map((step) => (step.kind === 'move' ? step.move.action : step.kind)).join()
}

describe('what the sample does next', () => {
  it('follows from what is in the books and the time alone, so that a restart goes on', () => {
    expect(kinds(null, 9)).toBe('')
    expect(kinds(null, 10)).toBe('send')
    expect(kinds(null, 5_000)).toBe('send')
    expect(kinds(order, 14)).toBe('')
    expect(kinds(order, 15)).toBe('accept')
    expect(kinds({ ...order, moves: 1 }, 18)).toBe('ready')
    expect(kinds({ ...order, moves: 2 }, 29)).toBe('')
    expect(kinds({ ...order, moves: 2 }, 30)).toBe('cancel')
    expect(kinds({ ...order, moves: 2, isCancelled: true }, 31)).toBe('over')
  })

  it('waits for an answer before the next move, and for a first status', () => {
    expect(kinds({ ...order, moves: 1, isUnderWay: true }, 100)).toBe('')
    expect(kinds({ ...order, status: null }, 100)).toBe('')
  })

  it('keeps off an order that somebody has taken up', () => {
    expect(kinds({ ...order, isTaken: true }, 100, { ...story, cancelledAfter: undefined })).toBe('over')
  })

  it('sends changed content once', () => {
    const changed = { ...story, moves: [], cancelledAfter: undefined, changed: { after: 15, quantity: 3 } }
    expect(kinds(order, 24, changed)).toBe('')
    expect(kinds(order, 25, changed)).toBe('change')
    expect(kinds({ ...order, isChanged: true }, 26, changed)).toBe('over')
  })
})
