import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { staffHappeningId } from '../../domain/ids.ts'
import { processesOf, until } from '../runtime/running-program.ts'
import { openTellingDesk, type TellingDesk } from './telling-desk.ts'

const seconds = 60
/** Long enough to click twice on a busy machine. */
const UNDO_SECONDS = 5

describe('a step that is taken back in time', () => {
  let shop: TellingDesk

  beforeAll(async () => {
    shop = await openTellingDesk()
    await shop.rules({ store: { undoSeconds: UNDO_SECONDS } })
  })

  afterAll(() => shop?.desk.close())

  const accept = async (number: string) => {
    await shop.staff.insist(number, 'accept', { actionId: `accept-${number}` })
    await shop.hasStatus(number, 'in_process')
  }
  const undo = (number: string) =>
    shop.staff.insist(number, 'undo', {
      actionId: `undo-${number}`,
      step: staffHappeningId(`accept-${number}`),
    })

  /** Letter and callback came, once each and not before the undo time was over. */
  async function wasTold(number: string) {
    await until(
      () => shop.receiver.statusesOf(number).length > 1 && shop.lettersOf(number).length > 0,
      seconds,
    )
    expect(shop.receiver.statusesOf(number)).toEqual(['new', 'in_process'])
    expect(shop.lettersOf(number)).toHaveLength(1)
    const [sent] = await shop.sql<{ acceptedAt: Date; calledAt: Date; handedAt: Date }[]>`
      select e.at as accepted_at, t.at as called_at, l.handed_at
      from order_events e join orders o on o.id = e.order_id
        join callback_tries t on t.order_id = e.order_id and t.seq = e.seq
        join letters l on l.order_id = e.order_id and l.seq = e.seq
      where o.number = ${number} and e.type = 'accept'`
    const over = (sent?.acceptedAt.getTime() ?? Number.NaN) + UNDO_SECONDS * 1_000
    expect(sent?.calledAt.getTime()).toBeGreaterThan(over)
    expect(sent?.handedAt.getTime()).toBeGreaterThan(over)
  }

  /** The money was taken once, and not before the undo time was over. */
  async function wasCharged(number: string) {
    await until(() => shop.deedsOf(number).length > 0, seconds)
    expect(shop.deedsOf(number)).toEqual(['capture'])
    const [effect] = await shop.sql<{ late: boolean }[]>`
      select f.started_at > e.at + make_interval(secs => ${UNDO_SECONDS}) as late
      from effects f join order_events e on e.order_id = f.order_id and e.seq = f.seq join orders o on o.id = f.order_id
      where o.number = ${number} and f.kind = 'capture'`
    expect(effect?.late).toBe(true)
  }

  /** To be asked once what was accepted later has been told: nothing of the step ever left the shop. */
  async function wasNeverTold(number: string) {
    expect(shop.receiver.statusesOf(number)).toEqual(['new'])
    expect(shop.lettersOf(number)).toEqual([])
    expect(shop.deedsOf(number)).toEqual([])
  }

  /** The order stands as it did before, its money, its letter and its message are taken back. */
  async function wasTakenBack(number: string) {
    await shop.hasStatus(number, 'new')
    const [left] = await shop.sql`
      select (select string_agg(status, ' ' order by seq) from callbacks where order_id = o.id) as callbacks,
        (select string_agg(status, ' ') from letters where order_id = o.id) as letters,
        (select count(*)::int from payments where order_id = o.id and taken_back_at is null) as payments
      from orders o where number = ${number}`
    expect(left).toEqual({ callbacks: 'delivered taken_back', letters: 'taken_back', payments: 0 })
  }

  it('leaves no trace outside, while a step that stands is told once, after its time', async () => {
    await shop.arrived(['UNDO-A1', 'UNDO-A2'])
    await accept('UNDO-A1')
    await undo('UNDO-A1')
    await accept('UNDO-A2')
    await wasTold('UNDO-A2')
    await wasCharged('UNDO-A2')
    await wasTakenBack('UNDO-A1')
    await wasNeverTold('UNDO-A1')
  })

  it('leaves none where the worker is killed in between, nor where the undo comes while it is dead', async () => {
    await shop.arrived(['UNDO-B1', 'UNDO-B2', 'UNDO-B3'])
    await Promise.all(['UNDO-B1', 'UNDO-B2', 'UNDO-B3'].map(accept))
    shop.killWorker()
    await undo('UNDO-B1')
    await until(async () => {
      const held = await shop.sql`
        select from letters l join orders o on o.id = l.order_id
        where o.number like 'UNDO-B%' and l.not_before > now()`
      return held.length === 0
    }, seconds)
    await shop.startWorker()
    await Promise.all(['UNDO-B2', 'UNDO-B3'].flatMap((number) => [wasTold(number), wasCharged(number)]))
    await wasTakenBack('UNDO-B1')
    await wasNeverTold('UNDO-B1')
  })

  it('leaves none where the undo waits in the inbox because Temporal hangs', async () => {
    await shop.arrived(['UNDO-C1', 'UNDO-C2'])
    await Promise.all(['UNDO-C1', 'UNDO-C2'].map(accept))
    const temporal = processesOf(shop.desk.home).filter(({ words }) => words.includes('start-dev'))
    expect(temporal).toHaveLength(1)
    for (const { pid } of temporal) process.kill(pid, 'SIGSTOP')
    try {
      await undo('UNDO-C1')
      await wasTold('UNDO-C2')
      expect((await shop.website.order('UNDO-C1'))?.status).toBe('in_process')
      await wasNeverTold('UNDO-C1')
    } finally {
      for (const { pid } of temporal) process.kill(pid, 'SIGCONT')
    }
    await wasCharged('UNDO-C2')
    await wasTakenBack('UNDO-C1')
    await wasNeverTold('UNDO-C1')
  })
})
