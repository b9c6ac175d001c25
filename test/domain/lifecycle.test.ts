import { describe, expect, it } from 'vitest'
import { actionOfPath, actionPath, happeningTypes, staffActions } from '../../domain/happening.ts'
import { actionsOf, lifecycle, type Stage, stages, whyNot } from '../../domain/lifecycle.ts'
import { closedStatuses, fulfilments, openStatuses, type Status, statuses } from '../../domain/status.ts'

const closed: readonly Stage[] = closedStatuses

/** Where an order of this kind can get to from a stage, by whatever may befall it. */
function reachable(from: Stage, fulfilment: (typeof fulfilments)[number]): Set<Stage> {
  const seen = new Set<Stage>([from])
  for (const stage of seen) {
    for (const type of happeningTypes) {
      // The ways back lead only to where the order has been.
      if (type === 'undo' || type === 'reopen') continue
      if (whyNot(stage, type, fulfilment) === null)
        for (const next of lifecycle[stage][type]?.to ?? []) seen.add(next)
    }
  }
  return seen
}

describe('the life of an order, as one table', () => {
  it.each(stages.flatMap((stage) => happeningTypes.map((type) => ({ stage, type }))))(
    '$type at $stage leads to known statuses, or says why not',
    ({ stage, type }) => {
      const rule = lifecycle[stage][type]
      if (rule) expect(rule.to.every((status) => statuses.includes(status))).toBe(true)
      for (const fulfilment of fulfilments) {
        const reason = whyNot(stage, type, fulfilment)
        const possible = rule !== undefined && (!rule.only || rule.only.includes(fulfilment))
        expect(reason === null).toBe(possible)
        if (!rule) expect(reason).toBe(closed.includes(stage) ? 'closed' : 'wrong_status')
      }
    },
  )

  it.each(fulfilments)(
    'has no dead end for %s: from every status that it can reach, an end can be reached',
    (kind) => {
      for (const stage of reachable('awaited', kind)) {
        const ends = [...reachable(stage, kind)].filter((status) => closed.includes(status))
        expect(ends, stage).not.toEqual([])
      }
    },
  )

  it('leaves no status out of reach', () => {
    const reached = new Set(fulfilments.flatMap((kind) => [...reachable('awaited', kind)]))
    expect([...reached].sort()).toEqual([...stages].sort())
  })

  it('takes a pickup, a reservation and a delivery to Completed by the steps that the trade knows', () => {
    const steps = (
      kind: 'pickup' | 'reserve' | 'delivery',
      path: [Status, (typeof staffActions)[number]][],
    ) => path.map(([status, action]) => whyNot(status, action, kind))
    const counter: [Status, (typeof staffActions)[number]][] = [
      ['new', 'accept'],
      ['in_process', 'ready'],
      ['ready_for_pickup', 'complete'],
    ]
    expect(steps('pickup', counter)).toEqual([null, null, null])
    expect(steps('reserve', counter)).toEqual([null, null, null])
    expect(
      steps('delivery', [
        ['new', 'accept'],
        ['in_process', 'ship'],
        ['shipped', 'complete'],
      ]),
    ).toEqual([null, null, null])
  })

  it.each([
    ['new', 'accept', 'supplier', 'wrong_fulfilment'],
    ['in_process', 'ship', 'pickup', 'wrong_fulfilment'],
    ['in_process', 'ready', 'delivery', 'wrong_fulfilment'],
    ['shipped', 'reject', 'delivery', 'wrong_status'],
    ['completed', 'accept', 'pickup', 'closed'],
    ['rejected', 'reject', 'pickup', 'closed'],
    ['completed', 'comment', 'pickup', null],
    ['new', 'archive', 'pickup', 'wrong_status'],
  ] as const)('at %s, %s of a %s order: %s', (status, action, kind, reason) => {
    expect(whyNot(status, action, kind)).toBe(reason)
  })

  it('lets staff reject in every status before Shipped and Completed', () => {
    const rejectable = openStatuses.filter((status) => whyNot(status, 'reject', 'pickup') === null)
    expect(rejectable).toEqual(openStatuses.filter((status) => status !== 'shipped'))
  })

  it('offers an order only the forms that its kind can ever use, each with why it is not possible now', () => {
    const forms = actionsOf('new', 'pickup')
    expect(forms.map(({ action }) => action)).not.toContain('ship')
    expect(forms.find(({ action }) => action === 'ready')?.whyNot).toBe('wrong_status')
    expect(forms.find(({ action }) => action === 'accept')?.whyNot).toBeNull()
  })

  it('knows each action by its path', () => {
    for (const action of staffActions) expect(actionOfPath(actionPath(action))).toBe(action)
    expect(actionPath('identifyCustomer')).toBe('identify-customer')
    expect(actionOfPath('received')).toBeUndefined()
  })
})
