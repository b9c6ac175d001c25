import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LetterKind } from '../../domain/letters.ts'
import { until } from '../runtime/running-program.ts'
import { openTellingDesk, type TellingDesk } from './telling-desk.ts'

const seconds = 60
const HOUR = 3_600_000
const ON_HAND = 500

/** So many days from now. */
const day = (days: number) => new Date(Date.now() + days * 24 * HOUR).toISOString().slice(0, 10)

describe('the clocks of a running desk', () => {
  let shop: TellingDesk

  beforeAll(async () => {
    shop = await openTellingDesk()
    await shop.rules({
      store: { undoSeconds: 0, pickup: { days: 3, remindHours: 24, whenEnded: 'release' } },
      source: {
        answer: { hours: 4, remindEveryMinutes: 0.05, remindLastHours: 0.001, whenMissed: 'reject' },
      },
    })
    await Promise.all([dueIn(4 * HOUR, ['CLOCK-4']), dueIn(10_000, ['CLOCK-1'])])
  })

  afterAll(() => shop?.desk.close())

  /** Orders that were placed hours ago, so that they must be answered in so many milliseconds. */
  const dueIn = (ms: number, numbers: string[], changes: object = {}) =>
    shop.arrived(numbers, { placedAt: new Date(Date.now() - 4 * HOUR + ms).toISOString(), ...changes })

  const events = (number: string) =>
    shop.sql<{ type: string; outcome: Record<string, unknown> }[]>`
      select e.type, e.outcome from order_events e join orders o on o.id = e.order_id
      where o.number = ${number} and e.actor_kind in ('staff', 'deadline') and e.type <> 'comment' order by e.seq`
  const kinds = async (number: string) => (await events(number)).map(({ type }) => type)

  const click = (number: string, action: string, fields: Record<string, string> = {}) =>
    shop.staff.insist(number, action, { actionId: `${action}-${number}`, ...fields })

  /** Deadlines that are days away come in so many milliseconds; whatever is said next has the workflow see them. */
  async function comeSoon(number: string, wait: Record<string, number>) {
    const deadlines = Object.entries(wait).map(([kind, ms]) => ({ kind, at: new Date(Date.now() + ms) }))
    const [first] = deadlines
    await shop.sql`
      update orders set deadlines = ${shop.sql.json(deadlines as never)}, deadline_kind = ${first?.kind ?? null},
        deadline_at = ${first?.at ?? null}
      where number = ${number}`
    await click(number, 'comment', { actionId: `soon-${first?.kind}-${number}`, text: 'Soon.' })
  }

  const happened = (number: string, type: string) =>
    until(async () => (await kinds(number)).includes(type), seconds)

  /** The next step would make a letter untrue that has not gone out yet. */
  const wasTold = (number: string, kind: LetterKind) =>
    until(async () => {
      const sent = await shop.sql`
        select from letters l join orders o on o.id = l.order_id
        where o.number = ${number} and l.kind = ${kind} and l.status = 'sent'`
      return sent.length > 0
    }, seconds)

  /** The mail server got these letters of the order, each once, and no other. */
  async function wasWritten(number: string, ...kinds: LetterKind[]) {
    const outbox = () => shop.sql<{ kind: LetterKind; status: string; messageId: string }[]>`
      select l.kind, l.status, l.message_id from letters l join orders o on o.id = l.order_id
      where o.number = ${number} order by l.id`
    const sent = async () => (await outbox()).filter(({ status }) => status === 'sent')
    await until(async () => (await sent()).length >= kinds.length, seconds)
    expect((await outbox()).map(({ kind }) => kind)).toEqual(kinds)
    const came = shop.mail.received.map(({ messageId }) => messageId)
    for (const { kind, messageId } of await sent()) {
      expect(
        came.filter((id) => id === messageId),
        `${kind} of ${number}`,
      ).toHaveLength(1)
    }
  }

  it('tell the customer of each step, and of a hold that ends', async () => {
    await Promise.all([
      dueIn(4 * HOUR, ['CLOCK-5', 'CLOCK-6', 'CLOCK-7']),
      dueIn(4 * HOUR, ['CLOCK-8'], { fulfilment: 'delivery' }),
    ])
    await click('CLOCK-5', 'reject', { reason: 'damaged' })
    const readyBy = day(2)
    const accepted = ['CLOCK-6', 'CLOCK-7', 'CLOCK-8']
    await Promise.all(accepted.map((number) => click(number, 'accept', { readyBy })))
    await Promise.all(accepted.map((number) => wasTold(number, 'taken_on')))
    await Promise.all([
      click('CLOCK-6', 'ready'),
      click('CLOCK-7', 'change-ready-by', { readyBy: day(3), tell: 'on' }),
      click('CLOCK-8', 'ship', { carrier: 'UPS' }),
    ])
    await wasTold('CLOCK-6', 'ready')
    await Promise.all([
      comeSoon('CLOCK-6', { pickupReminder: 500, holdEnded: HOUR }),
      comeSoon('CLOCK-7', { promiseMissed: 500 }),
    ])
    await wasTold('CLOCK-6', 'reminder')
    await comeSoon('CLOCK-6', { holdEnded: 500 })
    await Promise.all([shop.hasStatus('CLOCK-6', 'rejected'), happened('CLOCK-7', 'promiseMissed')])
    expect(await kinds('CLOCK-6')).toEqual(['accept', 'ready', 'pickupReminder', 'holdEnded'])
    expect(await kinds('CLOCK-7')).toEqual(['accept', 'changeReadyBy', 'promiseMissed'])
    await wasWritten('CLOCK-5', 'rejected')
    await wasWritten('CLOCK-6', 'taken_on', 'ready', 'reminder', 'released', 'refunded')
    await wasWritten('CLOCK-7', 'taken_on', 'new_day')
    await wasWritten('CLOCK-8', 'taken_on', 'shipped')
  })

  it('remind staff of an order, then reject it', async () => {
    await shop.hasStatus('CLOCK-1', 'rejected')
    expect(await events('CLOCK-1')).toMatchObject([
      { type: 'answerReminder' },
      { type: 'answerMissed', outcome: { missed: 'enforced', reason: 'not_answered' } },
    ])
    await wasWritten('CLOCK-1', 'answer_due', 'rejected', 'answer_missed')
  })

  it('go on where the worker was killed in the middle: each end comes once', async () => {
    await dueIn(6_000, ['CLOCK-2', 'CLOCK-3'])
    shop.killWorker()
    await shop.startWorker()
    for (const number of ['CLOCK-2', 'CLOCK-3']) {
      await happened(number, 'answerMissed')
      const ends = (await events(number)).filter(({ type }) => type === 'answerMissed')
      expect(ends).toHaveLength(1)
      // On a slow machine the new worker is there only after the end: then nobody is punished.
      const isEnforced = ends[0]?.outcome.missed === 'enforced'
      expect((await shop.website.order(number))?.status).toBe(isEnforced ? 'rejected' : 'new')
    }
  })

  it('mark what came to its end two minutes ago, while the desk was down, and reject nothing', async () => {
    shop.killWorker()
    const due = new Date(Date.now() - 120_000)
    await shop.sql`
      update orders set respond_by = ${due}, deadline_kind = 'answerMissed', deadline_at = ${due},
        deadlines = ${shop.sql.json([{ kind: 'answerMissed', at: due }] as never)}
      where number = 'CLOCK-4'`
    await shop.startWorker()
    await happened('CLOCK-4', 'answerMissed')
    expect(await events('CLOCK-4')).toMatchObject([
      { type: 'answerMissed', outcome: { missed: 'flagged', deskWasDown: true } },
    ])
    expect((await shop.website.order('CLOCK-4'))?.status).toBe('new')
    await wasWritten('CLOCK-4', 'answer_missed')
  })

  it('have left the books right', async () => {
    const [held] = await shop.sql<{ units: number; onHand: number }[]>`
      select coalesce(sum(l.allocated), 0)::int as units, (select on_hand from stock_levels) as on_hand
      from order_lines l`
    expect((held?.units ?? 0) + (held?.onHand ?? 0)).toBe(ON_HAND)
    const voided = await shop.sql`
      select from orders o join sales s on s.order_id = o.id where o.status = 'rejected' and s.status <> 'void'`
    expect(voided).toEqual([])
  })
})
