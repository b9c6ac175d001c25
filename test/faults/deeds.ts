import { staffHappeningId } from '../../domain/ids.ts'
import type { Status } from '../../domain/status.ts'
import { until } from '../runtime/running-program.ts'
import { webOrder } from '../support/shop.ts'
import type { Floor } from './floor.ts'
import type { Act, Deed, Life, Step } from './lives.ts'

/** With a worker that died over somebody's money, which another takes up after 45 s, and PostgreSQL away meanwhile. */
export const secondsToCome = 180

/** What was counted and found while the shop was open. */
export interface Tally {
  operations: number
  /** Requests that were answered, repeats included. */
  deliveries: number
  /** What somebody was told, or waited for in vain. */
  findings: string[]
}

/** Website and staff at one deed of an order, and the wait for what it comes to. */
export async function perform(floor: Floor, { life, step }: { life: Life; step: Step }, tally: Tally) {
  tally.operations += 1
  try {
    const requests = await carryOut(floor, life, step.deed)
    tally.deliveries += requests
    if (step.comesTo) await comesTo(floor, life, step.comesTo)
    if (step.deed.kind === 'return') await returnIs(floor, life, step.deed.id, 'inspected')
    if (step.deed.kind === 'refund')
      await returnIs(floor, life, step.deed.id.replace(/-refund$/, ''), 'closed')
  } catch (error) {
    tally.findings.push(`${life.number} ${step.deed.kind}: ${error instanceof Error ? error.message : error}`)
  }
}

/** @returns how many requests it took, those without an answer aside */
async function carryOut(floor: Floor, life: Life, deed: Deed): Promise<number> {
  switch (deed.kind) {
    case 'push':
      return push(floor, life, deed.copies)
    case 'pushOther': {
      await floor.website.send({ ...orderOf(life), note: 'Please ring twice.' } as never)
      return 1
    }
    case 'cancel': {
      await Promise.all(times(deed.copies, () => floor.website.cancel(life.number)))
      return deed.copies
    }
    case 'act':
      if (deed.oncePaid || deed.action === 'ship' || deed.action === 'complete') await isPaid(floor, life)
      await click(floor, life, deed, deed.seen)
      return deed.copies
    case 'race': {
      const seen = await versionOf(floor, life)
      await Promise.all(deed.acts.map((act) => click(floor, life, act, seen)))
      return deed.acts.length
    }
    case 'rush': {
      for (const act of deed.acts) await click(floor, life, act)
      return deed.acts.length
    }
    case 'undo': {
      const step = staffHappeningId(deed.of)
      await click(floor, life, { action: 'undo', id: deed.id, fields: { step }, copies: 1 })
      return 1
    }
    case 'return':
      return openReturn(floor, life, deed)
    case 'refund': {
      const { method } = deed
      await click(floor, life, { ...deed, action: `returns/${deed.n}/refund`, fields: { method } })
      return deed.copies
    }
  }
}

const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make)

/** As the website sends it; whatever copies there are, one of them is told that the order is new. */
async function push({ website, stripe }: Floor, life: Life, copies: number): Promise<number> {
  const order = orderOf(life)
  const { reference } = order.payment as { reference?: string }
  if (reference && !stripe.intents.has(reference)) stripe.hold(reference, totalOf(life), 'usd')
  const isKnown = website.acknowledged.has(life.number)
  const answers = await Promise.all(times(copies, () => website.send(order)))
  const fresh = answers.flatMap(({ accepted }) => accepted).filter(({ duplicate }) => !duplicate)
  if (answers.some(({ refused }) => refused.length > 0)) throw new Error('was refused')
  if (fresh.length !== (isKnown ? 0 : 1)) throw new Error(`was called new ${fresh.length} times`)
  return copies
}

export const unitsOf = ({ lines }: Life) => lines.reduce((sum, { quantity }) => sum + quantity, 0)
/** Minor units. */
export const totalOf = (life: Life) => unitsOf(life) * 1_100
/** Its money is the shop's own to take. */
export const isPaidOnline = ({ fulfilment }: Life) => fulfilment !== 'reserve'

function orderOf(life: Life) {
  const { number, store, fulfilment, lines, isKnown } = life
  const email = isKnown ? 'kim@example.com' : `${number.toLowerCase()}@example.com`
  const amount = `${unitsOf(life) * 11}.00`
  return webOrder(lines, {
    number,
    storeCode: store,
    fulfilment,
    customer: { firstName: 'Kim', lastName: 'Okafor', email, phone: '213-555-0133' },
    payment: isPaidOnline(life)
      ? { status: 'authorised', provider: 'stripe', reference: `pi_${number}`, amount }
      : { status: 'unpaid' },
  })
}

async function click({ staff }: Floor, { number }: Life, act: Act, seen?: number): Promise<void> {
  const fields: Record<string, string> = { actionId: act.id, ...act.fields }
  if (seen !== undefined) fields.version = String(seen)
  const shown = await Promise.all(times(act.copies, () => staff.insist(number, act.action, fields)))
  const odd = shown.find(({ status }) => status !== 200)
  if (odd) throw new Error(`${act.action} was answered with ${odd.status}`)
}

async function openReturn({ staff }: Floor, { number, lines }: Life, deed: Deed & { kind: 'return' }) {
  const fields: [string, string][] = [
    ['actionId', deed.id],
    ['reason', 'changed_mind'],
    ...lines.flatMap((_, place): [string, string][] => {
      const units = String(deed.units[place] ?? 0)
      return [
        ['line', String(place + 1)],
        ['sellable', deed.defective ? '0' : units],
        ['defective', deed.defective ? units : '0'],
        ['toInspect', '0'],
      ]
    }),
  ]
  const shown = await Promise.all(times(deed.copies, () => staff.insist(number, 'returns/new', fields)))
  const odd = shown.find(({ status }) => status !== 200)
  if (odd) throw new Error(`a return was answered with ${odd.status}`)
  return deed.copies
}

/** Asks until it is so, also while the database is away. */
async function eventually(what: string, isSo: () => Promise<boolean>): Promise<void> {
  await until(() => isSo().catch(() => false), secondsToCome).catch(() => {
    throw new Error(`not within ${secondsToCome} s: ${what}`)
  })
}

async function comesTo({ desk: { sql } }: Floor, { number }: Life, status: Status): Promise<void> {
  let last: string | undefined
  await eventually(status, async () => {
    const [row] = await sql<{ status: string }[]>`select status from orders where number = ${number}`
    last = row?.status
    return last === status
  }).catch((error: Error) => {
    throw new Error(`${error.message}, but ${last}`)
  })
}

/** Goods go out once their money is there. */
async function isPaid({ desk: { sql } }: Floor, { number }: Life): Promise<void> {
  await eventually('its money is taken', async () => {
    const rows = await sql`
      select from orders where number = ${number} and (money is null or money ->> 'state' = 'captured')`
    return rows.length > 0
  })
}

async function returnIs({ desk: { sql } }: Floor, { number }: Life, id: string, status: string) {
  await eventually(`the return is ${status}`, async () => {
    const rows = await sql`
      select from returns r join orders o on o.id = r.order_id
      where o.number = ${number} and r.action_id = ${id} and r.status = ${status}`
    return rows.length > 0
  })
}

async function versionOf({ desk: { sql } }: Floor, { number }: Life): Promise<number> {
  let version = 0
  await eventually('it is there', async () => {
    const [row] = await sql<{ version: number }[]>`select version from orders where number = ${number}`
    version = row?.version ?? 0
    return version > 0
  })
  return version
}
