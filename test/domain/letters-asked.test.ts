import { describe, expect, it } from 'vitest'
import { deadlineId } from '../../domain/deadlines.ts'
import type { Happening, HappeningType, Payloads } from '../../domain/happening.ts'
import { lettersAsked } from '../../domain/letters-asked.ts'
import type { OrderState } from '../../domain/order.ts'
import type { Status } from '../../domain/status.ts'

const at = new Date('2026-03-02T12:00:00Z')
const order = (status: Status, more: Partial<OrderState> = {}) =>
  ({ status, deadlines: [], ...more }) as unknown as OrderState

function happening<T extends HappeningType>(type: T, payload: Payloads[T] = {} as Payloads[T], when = at) {
  return { id: type, type, payload, actor: { kind: 'system' }, seenVersion: null, at: when } as Happening
}

describe('the letters that follow from what befell an order', () => {
  it.each<[string, Happening, Status, Status, string[]]>([
    ['taken on', happening('accept'), 'new', 'in_process', ['taken_on']],
    ['ready', happening('ready'), 'in_process', 'ready_for_pickup', ['ready']],
    ['shipped', happening('ship'), 'in_process', 'shipped', ['shipped']],
    ['rejected', happening('reject', { reason: 'damaged' }), 'new', 'rejected', ['rejected']],
    [
      'given up at the counter',
      happening('reject', { reason: 'not_collected' }),
      'ready_for_pickup',
      'rejected',
      ['released'],
    ],
    ['released by its clock', happening('holdEnded'), 'ready_for_pickup', 'rejected', ['released']],
    [
      'not collected and only marked',
      happening('holdEnded'),
      'ready_for_pickup',
      'ready_for_pickup',
      ['hold_ended'],
    ],
    ['rejected by its clock', happening('answerMissed'), 'new', 'rejected', ['rejected', 'answer_missed']],
    ['not answered and only marked', happening('answerMissed'), 'new', 'new', ['answer_missed']],
    [
      'cancelled by the customer',
      happening('cancellation', { reason: null }),
      'new',
      'rejected',
      ['rejected'],
    ],
    [
      'cancelled too late',
      happening('cancellation', { reason: null }),
      'ready_for_pickup',
      'ready_for_pickup',
      [],
    ],
    ['handed over', happening('complete'), 'ready_for_pickup', 'completed', []],
    ['another day', happening('changeReadyBy', { readyBy: '2026-03-09' }), 'in_process', 'in_process', []],
    [
      'another day, to be told',
      happening('changeReadyBy', { readyBy: '2026-03-09', tell: true }),
      'in_process',
      'in_process',
      ['new_day'],
    ],
    ['undone', happening('undo', { step: 'a' }), 'in_process', 'new', []],
  ])('%s', (_, befell, before, after, letters) => {
    expect(lettersAsked(order(before), befell, order(after))).toEqual(letters)
  })

  it('of an order that has just come: none, whatever it came with', () => {
    expect(lettersAsked(null, happening('received'), order('new'))).toEqual([])
    expect(lettersAsked(null, happening('cancellation', { reason: null }), order('rejected'))).toEqual([])
  })

  it('remind the store of each reminder, but of none that a downtime held up', () => {
    const due = { kind: 'answerReminder' as const, at }
    const waiting = order('new', { deadlines: [due] })
    const reminded = (seconds: number) => {
      const when = new Date(at.getTime() + seconds * 1_000)
      return lettersAsked(
        waiting,
        { ...happening('answerReminder', {}, when), id: deadlineId(due) },
        order('new'),
      )
    }
    expect(reminded(1)).toEqual(['answer_due'])
    expect(reminded(3_600)).toEqual([])
  })

  it('remind the customer while the goods are held, and not afterwards', () => {
    const held = (until: number) => order('ready_for_pickup', { holdUntil: new Date(at.getTime() + until) })
    expect(lettersAsked(held(1), happening('pickupReminder'), held(1))).toEqual(['reminder'])
    expect(lettersAsked(held(0), happening('pickupReminder'), held(0))).toEqual([])
  })
})
