import type { Queryable, Tx } from '../../db/client.ts'
import { type Facts, noFacts, type Reading } from '../../domain/facts.ts'
import type { Happening, HappeningType } from '../../domain/happening.ts'
import {
  type Candidate,
  lookupKeys,
  type ProductRef,
  partNumberKey,
  rememberedAs,
} from '../../domain/matching.ts'
import type { OrderState } from '../../domain/order.ts'
import { type RuleBook, rulesOf } from '../../domain/rules.ts'
import type { Identifiers, WebOrder } from '../../domain/web-order.ts'
import { paidInExchange } from '../../intake/exchange-money.ts'
import type { LockLevels } from '../inventory.ts'
import { seeGiftCards, seePrices } from './counter.ts'
import { type Loaded, storeRulesColumn } from './load.ts'
import { readContent } from './reading.ts'

type MatchableLine = Identifiers & { id: string }

/** Before the first status, and where a corrected order may take the place of an unreadable one. */
function bringsContent(order: OrderState | null, type: HappeningType): boolean {
  return order === null || (order.status === 'sale_processing_failed' && type === 'contentChanged')
}

/** Everything that the rules need to know for this happening, and nothing more; stock stays locked. */
export async function gatherFacts(
  tx: Tx,
  { web, order, storeRules }: Loaded,
  happening: Happening,
  lockLevels: LockLevels,
): Promise<Facts> {
  const { source } = web
  const rules = storeRules && rulesOf({ store: storeRules, source: web.ruled })
  switch (happening.type) {
    case 'received':
    case 'contentChanged':
    case 'supplierAvailable':
    case 'cancellation': {
      if (!bringsContent(order, happening.type)) return noFacts
      const reading = await readContent(tx, web.id, happening)
      return factsOfContent(tx, web, reading, lockLevels)
    }
    case 'identifyCustomer':
      return factsToIdentify(tx, order, happening.payload, lockLevels)
    case 'matchProduct':
      return factsToMatch(tx, order, happening.payload)
    case 'processSale':
      return order ? factsToSell(tx, source, order, lockLevels) : noFacts
    case 'undo':
    case 'reopen': {
      const isOffTheSale = order?.status === 'rejected'
      const levels = isOffTheSale ? await lockStocked(tx, order.store, productsOf(order), lockLevels) : []
      return { ...noFacts, levels, rules, returns: await countReturns(tx, web.id) }
    }
    case 'sellGiftCard':
    case 'voidGiftCard':
      return { ...noFacts, giftCards: await seeGiftCards(tx, web.id, happening) }
    case 'changePrice':
      return { ...noFacts, rules, prices: await seePrices(tx, web.id) }
    case 'returnRefund':
      return { ...noFacts, givenBack: await givenBack(tx, web.id) }
    case 'accept':
    case 'ready':
    case 'reject':
    case 'complete':
    case 'archive':
    case 'changeReadyBy':
    case 'extendHold':
    case 'answerMissed':
    case 'holdEnded':
    case 'rulesChanged':
    // The bank's no makes an order New again, and its answer clock runs on.
    case 'captureDeclined':
      return { ...noFacts, rules }
    case 'paymentSeen':
      return { ...noFacts, rules, isLateAnswer: await isLate(tx, web.id, happening.payload.effectKey) }
    default:
      return noFacts
  }
}

/** The provider was asked how the payment stands, and did something with it before its answer is written down. */
async function isLate(tx: Tx, orderId: number, effectKey: string): Promise<boolean> {
  const since = await tx`
    select from order_events e join effects f on f.key = ${effectKey}
    where e.order_id = ${orderId} and e.type in ('captured', 'released', 'refunded') and e.recorded_at > f.started_at
    limit 1`
  return since.length > 0
}

/** Orders of one payment that come at once wait for each other here, so that only the first of them has it. */
async function sharesPayment(tx: Tx, reference: string | null): Promise<boolean> {
  if (reference === null) return false
  await tx`select pg_advisory_xact_lock(hashtext('payment'), hashtext(${reference}))`
  const [other] = await tx`select from orders where payment_reference = ${reference} limit 1`
  return other !== undefined
}

async function countReturns(tx: Tx, orderId: number): Promise<number> {
  const [row] = await tx<{ count: number }[]>`
    select count(*)::int as count from returns where order_id = ${orderId} and status <> 'cancelled'`
  return row?.count ?? 0
}

async function givenBack(tx: Tx, orderId: number): Promise<number> {
  const [row] = await tx<{ sum: number }[]>`
    select (coalesce(sum(amount), 0) - (select coalesce(sum(amount), 0)
      from (${paidInExchange(tx, orderId)}) taken))::bigint as sum from payments
    where order_id = ${orderId} and kind = 'refund' and taken_back_at is null`
  return row?.sum ?? 0
}

async function factsOfContent(
  tx: Tx,
  { source, primaryStore, ruled, account }: Loaded['web'],
  reading: Reading,
  lockLevels: LockLevels,
): Promise<Facts> {
  if (!reading.ok) return { ...noFacts, reading }
  const web = reading.order
  const workedAt = (web.fulfilment === 'delivery' && primaryStore) || web.storeCode
  const [candidates, remembered, customer, [store]] = await Promise.all([
    findCandidates(tx, web.lines),
    findRemembered(tx, source, web.lines),
    findCustomers(tx, source, web),
    tx<{ rules: RuleBook['store'] }[]>`
      select ${storeRulesColumn(tx)} as rules from stores where code = ${workedAt}`,
  ])
  const paymentIsShared = account !== null && (await sharesPayment(tx, web.payment.reference))
  const rules = store ? rulesOf({ store: store.rules, source: ruled }) : null
  const products = [...candidates, ...Object.values(remembered)]
  const levels = web.fulfilment === 'supplier' ? [] : await lockStocked(tx, workedAt, products, lockLevels)
  return {
    ...noFacts,
    reading,
    workedAt,
    candidates,
    remembered,
    customer,
    levels,
    rules,
    account,
    paymentIsShared,
  }
}

async function factsToSell(
  tx: Tx,
  source: string,
  order: OrderState,
  lockLevels: LockLevels,
): Promise<Facts> {
  const [candidates, remembered] = await Promise.all([
    findCandidates(tx, order.lines),
    findRemembered(tx, source, order.lines),
  ])
  const products = [...candidates, ...Object.values(remembered), ...productsOf(order)]
  return {
    ...noFacts,
    candidates,
    remembered,
    levels: await lockStocked(tx, order.store, products, lockLevels),
  }
}

async function factsToIdentify(
  tx: Tx,
  order: OrderState | null,
  payload: Extract<Happening, { type: 'identifyCustomer' }>['payload'],
  lockLevels: LockLevels,
): Promise<Facts> {
  if (order === null) return noFacts
  const pickedCustomer =
    'create' in payload ? await nextCustomer(tx) : await findCustomer(tx, payload.customerId)
  const levels = await lockStocked(tx, order.store, productsOf(order), lockLevels)
  return { ...noFacts, pickedCustomer, levels }
}

async function factsToMatch(
  tx: Tx,
  order: OrderState | null,
  { line: lineId, sku }: { line: string; sku: string },
) {
  const line = order?.lines.find(({ id }) => id === lineId)
  const [[picked], candidates] = await Promise.all([
    tx<ProductRef[]>`select id as product_id, kind from products where sku_key = ${partNumberKey(sku)}`,
    line ? findCandidates(tx, [line]) : [],
  ])
  return { ...noFacts, picked: picked ?? null, candidates }
}

const productsOf = (order: OrderState): ProductRef[] =>
  order.lines.flatMap(({ productId, productKind }) =>
    productId !== null && productKind !== null ? [{ productId, kind: productKind }] : [],
  )

async function lockStocked(
  tx: Tx,
  store: string | null,
  products: readonly ProductRef[],
  lockLevels: LockLevels,
) {
  const stocked = new Set(products.filter(({ kind }) => kind === 'stock').map(({ productId }) => productId))
  return store === null || stocked.size === 0 ? [] : lockLevels(tx, store, [...stocked])
}

/** Vendor part numbers answer to `mpn` as the manufacturer's do. */
async function findCandidates(tx: Queryable, lines: readonly MatchableLine[]): Promise<Candidate[]> {
  const keys = lines.flatMap((line) => lookupKeys(line))
  if (keys.length === 0) return []
  const kinds = keys.map(({ kind }) => kind)
  const values = keys.map(({ value }) => value)
  return tx<Candidate[]>`
    select distinct p.id as product_id, p.kind, wanted.kind as found_by, wanted.value
    from unnest(${kinds}::text[], ${values}::text[]) as wanted (kind, value)
    join product_identifiers i on i.value = wanted.value
      and (i.kind = wanted.kind or (wanted.kind = 'mpn' and i.kind = 'vpn'))
    join products p on p.id = i.product_id
    order by 1, 3`
}

async function findRemembered(tx: Queryable, source: string, lines: readonly MatchableLine[]) {
  const known = lines.flatMap((line) => {
    const triple = rememberedAs(line)
    return triple ? [{ id: line.id, ...triple }] : []
  })
  if (known.length === 0) return {}
  const rows = await tx<(ProductRef & { lineId: string })[]>`
    select wanted.id as line_id, p.id as product_id, p.kind
    from unnest(${known.map(({ id }) => id)}::text[], ${known.map(({ gtin }) => gtin)}::text[],
      ${known.map(({ mpn }) => mpn)}::text[], ${known.map(({ sku }) => sku)}::text[]) as wanted (id, gtin, mpn, sku)
    join remembered_matches m on m.source = ${source}
      and m.gtin = wanted.gtin and m.mpn = wanted.mpn and m.sku = wanted.sku
    join products p on p.id = m.product_id`
  return Object.fromEntries(rows.map(({ lineId, productId, kind }) => [lineId, { productId, kind }]))
}

async function findCustomers(tx: Queryable, source: string, { customer }: WebOrder) {
  const email = customer.email?.trim().toLowerCase() || null
  const rows = await tx<{ customerId: string; by: 'external_id' | 'email' }[]>`
    select customer_id, kind as by from customer_links
    where source = ${source}
      and ((kind = 'external_id' and value = ${customer.externalId}) or (kind = 'email' and value = ${email}))
    union
    select id, 'email' from customers where email_key = ${email}
    limit 20`
  return {
    linked: rows.filter(({ by }) => by === 'external_id').map(({ customerId }) => customerId),
    sameEmail: rows.filter(({ by }) => by === 'email').map(({ customerId }) => customerId),
  }
}

async function findCustomer(tx: Queryable, id: string) {
  const [found] = await tx<{ id: string }[]>`select id from customers where id = ${id} and erased_at is null`
  return found ? { id: found.id, create: false } : null
}

async function nextCustomer(tx: Queryable) {
  const [made] = await tx<{ id: string }[]>`
    select 'K' || lpad(n::text, 6, '0') as id
    from (select nextval('customer_numbers') as n from generate_series(1, 20)) as numbers
    where not exists (select from customers where id = 'K' || lpad(n::text, 6, '0'))
    limit 1`
  if (!made) throw new Error('no free customer number among the next 20')
  return { id: made.id, create: true }
}
