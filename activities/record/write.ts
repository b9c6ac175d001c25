import { ORDERS_CHANNEL } from '../../db/channels.ts'
import type { Tx } from '../../db/client.ts'
import { pipelined } from '../../db/pipelined.ts'
import { dueAt } from '../../domain/clocks.ts'
import { type Facts, noFacts, type Reading } from '../../domain/facts.ts'
import type { Happening } from '../../domain/happening.ts'
import type { Change, OrderState } from '../../domain/order.ts'
import { standingChange } from '../../domain/standing.ts'
import { sumByProduct } from '../../domain/stock.ts'
import { queueCallback, takeBackCallback } from '../callbacks/queue.ts'
import { deduct, restock } from '../inventory.ts'
import { queueLetters, takeBackLetters } from '../letters/queue.ts'
import { tellReturns } from '../returns/tell.ts'
import { answerNotice, endEffect, endedBy, writeAnswer } from './answer.ts'
import { type ChainedEvent, chainHash } from './chain.ts'
import { writeGiftCard, writePrice } from './counter.ts'
import { linkCustomer } from './customer.ts'
import type { Loaded } from './load.ts'
import { dropEffect, effectsOf, insertEffect, notePayment } from './money.ts'
import { deadlineColumns, searchText, webColumns, writeLines } from './order-row.ts'
import { readContent } from './reading.ts'
import { endSale, insertSale, nextSaleNumber } from './sale.ts'
import type { OpenEffect } from './types.ts'

/**
 * Writes one applied happening: customer, stock, sale number last of all locks; then row, lines, sale, event, effects
 * and the answer. Each of the two is sent without waiting in between.
 * @returns the effects that are open now
 */
export async function writeChange(
  tx: Tx,
  loaded: Loaded,
  happening: Happening,
  facts: Facts,
  change: Change,
): Promise<OpenEffect[]> {
  const orderId = loaded.web.id
  const seq = loaded.lastSeq + 1
  const reading = change.link && (facts.reading ?? (await readContent(tx, orderId, happening)))
  const [, , tookBack, saleNumber] = await pipelined([
    follow(tx, loaded, happening, reading, change),
    moveStock(tx, loaded, happening, change),
    change.takesBack !== null && takeBack(tx, orderId, change.takesBack, happening),
    change.sale === 'make' ? nextSaleNumber(tx, change.next.store) : null,
  ])
  const notBefore = heldUntil(happening, change)
  const effects = effectsOf(orderId, happening, change, notBefore)
  if (change.drops) await dropEffect(tx, change.drops)
  const event = writeEvent(tx, loaded, happening, facts, change, seq)
  await pipelined([
    writeOrder(tx, loaded, happening, facts, change.next, saleNumber, event),
    ...writeLines(tx, orderId, facts, loaded.order, change.next),
    ...(saleNumber ? insertSale(tx, orderId, saleNumber, change.next, happening.at) : []),
    ...endSale(tx, orderId, change.sale, happening.at),
    ...change.payments.map((payment) =>
      notePayment(tx, orderId, loaded.web.source, happening, change.next, payment),
    ),
    ...endEffect(tx, happening),
    ...tellReturns(tx, orderId, loaded.order, happening, change),
    loaded.order?.status !== change.next.status && !tookBack && queueCallback(tx, loaded, seq, notBefore),
    // It would write nothing: a statement less for every step of a shop without mail.
    loaded.web.hasMail && queueLetters(tx, { orderId, seq, kinds: change.letters, notBefore }),
    ...effects.map((effect) => insertEffect(tx, orderId, seq, effect)),
    change.giftCard && writeGiftCard(tx, orderId, happening, change.next.currency, change.giftCard),
    ...(change.price ? writePrice(tx, orderId, happening, change.price) : []),
    change.remember && remember(tx, loaded.web.source, orderId, happening, change.remember),
  ])
  const ended = [endedBy(happening), change.drops]
  return [...loaded.effects, ...effects.map(({ amount: _, ...effect }) => effect)].filter(
    ({ key }) => !ended.includes(key),
  )
}

/** Clocks of two machines may differ, and a click takes a moment to be written down. */
const UNDO_GRACE_MS = 2_000

/** While the last step can be undone nothing leaves the shop, what came after it included. Null: it goes out at once. */
function heldUntil({ at }: Happening, { next: { step } }: Change): Date | null {
  if (step === null || step.until <= at) return null
  return new Date(step.until.getTime() + UNDO_GRACE_MS)
}

/**
 * Money that was paid at the till goes back by an undo; at a reopening, hours or days later, it is in the till.
 * @returns whether the website had not been told of the step yet: then it needn't be told that it was taken back.
 */
async function takeBack(tx: Tx, orderId: number, stepId: string, { type, at }: Happening): Promise<boolean> {
  const [step] = await tx<{ seq: number }[]>`
    with noted as (
      update payments set taken_back_at = ${at}
      where order_id = ${orderId} and happening_id = ${stepId} and (kind <> 'till' or ${type === 'undo'})
    )
    select seq from order_events where order_id = ${orderId} and happening_id = ${stepId}`
  if (!step) throw new Error(`step ${stepId} is no event of its order`)
  const [tookBack] = await Promise.all([
    takeBackCallback(tx, orderId, step.seq),
    takeBackLetters(tx, orderId, step.seq),
  ])
  return tookBack
}

/** Its first statements, which lock, are sent at once: order, stock, customer, number series. */
function follow(
  tx: Tx,
  { web }: Loaded,
  happening: Happening,
  reading: Reading | null,
  { link, outcome }: Change,
) {
  return pipelined([
    happening.type === 'contentChanged' &&
      outcome.tookPlace &&
      takePlace(tx, web.id, happening.payload.digest),
    link && reading?.ok && linkCustomer(tx, web.source, reading.order, link),
  ])
}

/** The corrected content is the one in force now; the former one is kept beside it. */
function takePlace(tx: Tx, orderId: number, digest: string) {
  return tx`
    with former as (
      insert into web_order_versions (order_id, digest, raw)
      select id, digest, raw from web_orders where id = ${orderId}
      on conflict do nothing
    )
    update web_orders set raw = version.raw, digest = version.digest
    from web_order_versions version
    where web_orders.id = ${orderId} and version.order_id = web_orders.id and version.digest = ${digest}`
}

async function moveStock(
  tx: Tx,
  { web, order }: Loaded,
  happening: Happening,
  { sale, next }: Change,
): Promise<void> {
  const step = { orderId: web.id, happeningId: happening.id, store: next.store ?? '' }
  if (sale === 'make') await deduct(tx, { ...step, units: allocatedUnits(next) })
  if (sale === 'resume' && order) {
    await deduct(tx, { ...step, units: lessThan(allocatedUnits(next), allocatedUnits(order)) })
  }
  if (sale === 'take_off' && order) await restock(tx, { ...step, units: allocatedUnits(order) })
}

function allocatedUnits({ lines }: OrderState): Map<number, number> {
  return sumByProduct(
    lines.flatMap(({ productId, allocated }) => (productId === null ? [] : [{ productId, allocated }])),
  )
}

/** Units of the first that the second has not. */
function lessThan(units: ReadonlyMap<number, number>, had: ReadonlyMap<number, number>) {
  const more = [...units].map(([product, count]) => [product, count - (had.get(product) ?? 0)] as const)
  return new Map(more.filter(([, count]) => count > 0))
}

/** The row, its event and the answer in one statement, since each costs more than what it writes. */
function writeOrder(
  tx: Tx,
  loaded: Loaded,
  happening: Happening,
  facts: Facts,
  next: OrderState,
  saleNumber: string | null,
  event: ReturnType<typeof writeEvent>,
) {
  const { web, order, inbox } = loaded
  const columns = columnsOf(tx, loaded, facts, next, saleNumber)
  const answered = inbox && writeAnswer(tx, loaded, happening, { status: 'applied', refusal: null })
  const alongside = tx`event as (${event}) ${answered ? tx`, answered as (${answered})` : tx``}`
  const heard = inbox ? tx`, ${answerNotice(tx, loaded, happening)}` : tx``
  const notices = tx`returning pg_notify(${ORDERS_CHANNEL}, id::text) ${heard}`
  if (order !== null) {
    // A part of its own: the driver takes a helper's meaning from the words before it.
    const update = tx`update orders set ${tx(columns)}, updated_at = now(), changed_xid = pg_current_xact_id()`
    return tx`with ${alongside} ${update} where id = ${web.id} ${notices}`
  }
  const { id, source, number } = web
  const insert = tx`insert into orders ${tx({ id, source, number, ...columns })}`
  return tx`
    with recorded as (update web_orders set recorded_at = now(), due_at = null where id = ${id}), ${alongside}
    ${insert} ${notices}`
}

function columnsOf(tx: Tx, loaded: Loaded, { reading }: Facts, next: OrderState, saleNumber: string | null) {
  const { lines: _, paidAtTill: __, paymentAmount, placedAt: ___, ...row } = next
  return {
    ...row,
    paymentAmount: row.paymentStatus === null ? null : paymentAmount,
    problems: tx.json(next.problems),
    step: next.step && tx.json(next.step as never),
    money: next.money && tx.json(next.money as never),
    captureBefore: next.money?.captureBefore ?? null,
    ...deadlineColumns(tx, next.deadlines),
    dueAt: dueAt(next),
    ...(reading?.ok ? webColumns(reading.order) : {}),
    ...searchColumn(tx, loaded, reading, next),
    ...(saleNumber ? { saleNumber } : {}),
  }
}

/** The hold place stands behind what the website sent, from which it is told apart by this. */
const HOLD_PLACE_MARK = '\x1f'

/** What the queue's search compares; only where it changes. */
function searchColumn(
  tx: Tx,
  { web, order }: Loaded,
  reading: Facts['reading'],
  { location }: OrderState,
): { searchText?: string } {
  const text = (fragment: unknown) => ({ searchText: fragment as string })
  if (reading?.ok) return text(tx`search_key(${searchText(web, reading.order)})`)
  if (order === null) return text(tx`search_key(${web.number})`)
  if (location === order.location) return {}
  const place = location === null ? tx`''` : tx`${HOLD_PLACE_MARK} || search_key(${location})`
  return text(tx`split_part(search_text, ${HOLD_PLACE_MARK}, 1) || ${place}`)
}

function writeEvent(tx: Tx, loaded: Loaded, happening: Happening, facts: Facts, change: Change, seq: number) {
  const { actor } = happening
  const event: ChainedEvent = {
    orderId: loaded.web.id,
    seq,
    happeningId: happening.id,
    type: happening.type,
    actorKind: actor.kind,
    userId: actor.kind === 'staff' ? actor.userId : null,
    fromStatus: loaded.order?.status ?? null,
    toStatus: change.next.status,
    version: change.next.version,
    inputs: frozen(facts),
    outcome: change.outcome,
    changes: standingChange(loaded.order, change.next),
    at: happening.at,
  }
  return tx`insert into order_events ${tx({
    ...event,
    inputs: tx.json(event.inputs as never),
    outcome: tx.json(event.outcome as never),
    changes: tx.json(event.changes as never),
    hash: chainHash(loaded.lastHash, event),
  })}`
}

/** The facts as the decision saw them, without the customer's words: the content stays in the inbox of orders. */
function frozen(facts: Facts) {
  const { reading, ...rest } = facts
  const seen = Object.entries(rest).filter(([name, value]) => value !== noFacts[name as keyof typeof rest])
  return { ...Object.fromEntries(seen), ...(reading ? { readable: reading.ok } : {}) }
}

function remember(
  tx: Tx,
  source: string,
  orderId: number,
  { actor }: Happening,
  { line, productId }: NonNullable<Change['remember']>,
) {
  return tx`
    insert into remembered_matches (source, gtin, mpn, sku, product_id, user_id)
    select ${source}, coalesce(btrim(gtin), ''), coalesce(btrim(mpn), ''), coalesce(btrim(sku), ''), ${productId},
      ${actor.kind === 'staff' ? actor.userId : null}
    from order_lines
    where order_id = ${orderId} and id = ${line}
      and coalesce(btrim(gtin), '') || coalesce(btrim(mpn), '') || coalesce(btrim(sku), '') <> ''
    on conflict (source, gtin, mpn, sku)
      do update set product_id = excluded.product_id, user_id = excluded.user_id, at = now()`
}
