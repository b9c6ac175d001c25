import fc from 'fast-check'
import { expect, it } from 'vitest'
import { clocksAfter } from '../../domain/deadlines.ts'
import { blank } from '../../domain/deciding/first.ts'
import type { Happening } from '../../domain/happening.ts'
import { parseOpeningHours } from '../../domain/opening-hours.ts'
import type { OrderState } from '../../domain/order.ts'
import type { Rules } from '../../domain/rules.ts'
import { effectOn } from '../../domain/rules-effect.ts'
import { openStatuses } from '../../domain/status.ts'

const now = new Date('2026-03-11T15:00:00Z')
const hour = 3_600_000

const someHours = fc.constantFrom('Mon-Fri 09:00-18:00', 'Mon-Sun 00:00-24:00', 'Sat 10:00-16:00')
const someRules = fc
  .record({
    answer: fc.option(
      fc.record({
        hours: fc.constantFrom(0.5, 4, 8, 30),
        remindEveryMinutes: fc.constant(30),
        remindLastHours: fc.constantFrom(0, 2),
        whenMissed: fc.constantFrom('flag' as const, 'reject' as const),
      }),
    ),
    pickup: fc.option(
      fc.record({
        days: fc.integer({ min: 0, max: 9 }),
        remindHours: fc.option(fc.constant(24)),
        whenEnded: fc.constantFrom('flag' as const, 'release' as const),
      }),
    ),
    hours: someHours,
    ownHours: fc.option(someHours),
  })
  .map(({ answer, pickup, hours, ownHours }): Rules => {
    const calendarOf = (text: string) => ({
      timeZone: 'Europe/Amsterdam',
      weekly: parseOpeningHours(text) ?? [],
      special: [],
    })
    const answerCalendar = ownHours === null ? null : calendarOf(ownHours)
    return { answer, pickup, undoSeconds: 15, calendar: calendarOf(hours), answerCalendar }
  })

const someOrder = fc
  .record({
    status: fc.constantFrom(...openStatuses),
    placedHoursAgo: fc.integer({ min: 0, max: 300 }),
    readyHoursAgo: fc.option(fc.integer({ min: 0, max: 200 })),
    holdByHand: fc.boolean(),
    rules: someRules,
  })
  .map(({ status, placedHoursAgo, readyHoursAgo, holdByHand, rules }) => {
    const ago = (hours: number) => new Date(now.getTime() - hours * hour)
    const readyAt = readyHoursAgo === null ? null : ago(readyHoursAgo)
    const order = { ...fresh, status, placedAt: ago(placedHoursAgo), readyAt, holdByHand }
    return { ...order, ...clocksAfter(null, order, happening('received'), rules) }
  })

it('a preview counts exactly the orders whose deadline will be another, and over already, once the rules are told', () => {
  fc.assert(
    fc.property(someOrder, someRules, (order, rules) => {
      const { respondBy, holdUntil } = clocksAfter(order, order, happening('rulesChanged'), rules)
      const moved = [
        [order.respondBy, respondBy],
        [order.holdUntil, holdUntil],
      ].find(([before, after]) => before?.getTime() !== after?.getTime())
      const late = moved?.[1] && moved[1] <= now
      expect(effectOn(order, rules, now)).toBe(moved ? (late ? 'late' : 'moved') : 'none')
    }),
    { numRuns: 300 },
  )
})

function happening(type: 'received' | 'rulesChanged'): Happening {
  return { id: type, type, payload: {}, actor: { kind: 'system' }, seenVersion: null, at: now }
}

const fresh: OrderState = {
  ...blank,
  status: 'new',
  version: 1,
  fulfilment: 'pickup',
  store: 'main',
  currency: 'EUR',
  total: 100,
}
